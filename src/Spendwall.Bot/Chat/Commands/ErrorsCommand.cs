using Spendwall.Bot.Attribution.Views;
using Spendwall.Bot.Chat.Commands.Records;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Ledger.Requests;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/errors [scope] [period]</c>: failed requests by cause, workflow and key, and what they cost all the same.</summary>
internal sealed class ErrorsCommand(RecordQuestions questions, AttributedSums sums) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "errors",
        "Failed requests by cause, workflow and key, and what they cost",
        [],
        "[account|provider|project|key|model] [today|yesterday|week|month|7d|30d|2026-11]",
        ScopeResolver.Options,
        ["/errors today", "/errors workflow:summaries 7d"],
        ReadOnly: true)
    {
        Words = RecordQuestions.Words,
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) =>
        questions.AnswerAsync(request, "today", (found, period) => AnswerAsync(request, found, period, cancellationToken), cancellationToken);

    private async Task<CommandAnswer> AnswerAsync(CommandRequest request, ScopeReading.Found found, Period period, CancellationToken cancellationToken)
    {
        var rows = await sums.ReadAsync(found.Accounts, found.Scope, RecordQuestions.Hours(period.Range), RequestDimension.Outcome, cancellationToken);
        var failed = rows.Where(static row => row.Sum.Outcome!.Value.Failed)
            .GroupBy(static row => new ErrorGroup(row.Account.Name, row.Sum.Outcome!.Value.Cause!.Value, row.Value("workflow"), row.Value("key")))
            .Select(static group => new ErrorRow(group.Key, group.First().Account.Provider, group.Aggregate(default(RequestFigures), static (sum, row) => sum + row.Figures)))
            .OrderByDescending(static row => row.Figures.Requests)
            .ThenBy(static row => row.Group.ToString(), StringComparer.Ordinal)
            .ToList();
        var all = rows.Aggregate(default(RequestFigures), static (sum, row) => sum + row.Figures);

        return ErrorsMessage.Of(request, found, period, all, failed);
    }
}
