using Spendwall.Bot.Attribution.Views;
using Spendwall.Bot.Chat.Commands.Records;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Ledger.Requests;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/unit [scope] [period] [per:…]</c>: what one request, accepted result or million tokens costs, against the same part of the period before.</summary>
internal sealed class UnitCommand(RecordQuestions questions, AttributedSums sums) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "unit",
        "What one request or accepted result costs, and where that goes",
        [],
        "[account|provider|project|key|model] [today|yesterday|week|month|7d|30d|2026-11] [per:request|accepted|token|workflow]",
        [new("per", "What is counted", UnitPrices.Names), .. ScopeResolver.Options],
        ["/unit week", "/unit workflow:summaries 30d per:accepted", "/unit month per:token"],
        ReadOnly: true)
    {
        Words = RecordQuestions.Words,
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var per = request.Options.TryGetValue("per", out string? named) ? Enum.Parse<UnitPer>(named, ignoreCase: true) : UnitPer.Request;

        return questions.AnswerAsync(request, "week", (found, period) => AnswerAsync(request, found, period, per, cancellationToken), cancellationToken);
    }

    private async Task<CommandAnswer> AnswerAsync(CommandRequest request, ScopeReading.Found found, Period period, UnitPer per, CancellationToken cancellationToken)
    {
        var now = await sums.ReadAsync(found.Accounts, found.Scope, RecordQuestions.Hours(period.Range), RequestDimension.Attempt, cancellationToken);
        var before = await sums.ReadAsync(found.Accounts, found.Scope, RecordQuestions.Hours(period.Before), RequestDimension.Attempt, cancellationToken);
        var earlier = before.GroupBy(static row => row.Value("workflow"), StringComparer.OrdinalIgnoreCase).ToDictionary(static group => group.Key, static group => UnitFigures.Of(group), StringComparer.OrdinalIgnoreCase);
        var rows = now.GroupBy(static row => row.Value("workflow"), StringComparer.OrdinalIgnoreCase)
            .Select(group => new UnitRow(group.Key, UnitFigures.Of(group), earlier.GetValueOrDefault(group.Key)))
            .OrderByDescending(static row => row.Now.Sum.Cost)
            .ThenBy(static row => row.Workflow, StringComparer.Ordinal)
            .ToList();

        return UnitMessage.Of(request, found, period, per, new("", UnitFigures.Of(now), before.Count == 0 ? null : UnitFigures.Of(before)), rows);
    }
}
