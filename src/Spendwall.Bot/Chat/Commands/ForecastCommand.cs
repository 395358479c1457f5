using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Chat.Commands.Grading;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/forecast score [account] [period]</c>: how past forecasts and alarms held, so that one knows how far to trust the next.</summary>
internal sealed class ForecastCommand(ScopeResolver scopes, ForecastScores scores) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "forecast",
        "How past forecasts and alarms held: can the next one be trusted?",
        ["score"],
        $"score {AccountArgument.Form} [period]",
        AccountArgument.Options,
        ["/forecast score", "/forecast score openrouter 2026-11"],
        ReadOnly: true)
    {
        Words = [.. AccountArgument.Words, new("period", "When it was decided; ever, unless told", WordKind.Period)],
    };

    public Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var words = new List<string>();
        Period? period = null;
        foreach (string word in request.Words)
        {
            switch (PeriodParser.Parse(word, request.Now))
            {
                case PeriodReading.Impossible impossible:
                    return Refused($"{impossible.Reason}.");
                case PeriodReading.Found when period is not null:
                    return Refused($"Two periods: {period.Name} and {ForeignText.Excerpt(word)}.");
                case PeriodReading.Found found:
                    period = found.Period;
                    break;
                default:
                    words.Add(word);
                    break;
            }
        }

        return scopes.ForAccountsAsync(
            request with { Words = words },
            static scope => new("usage", $"Forecasts are graded by the account, not of {scope}.", "Name an account, or none for all."),
            found => AnswerAsync(request, found, period, cancellationToken),
            cancellationToken);
    }

    private async Task<CommandAnswer> AnswerAsync(CommandRequest request, ScopeReading.Found found, Period? period, CancellationToken cancellationToken)
    {
        var score = await scores.ReadAsync([.. found.Accounts.Select(static account => account.Name)], period?.Range, cancellationToken);
        string? scope = found.Scope.Equals(Scope.All) ? null : found.Scope.Text;

        return new CommandAnswer.Done(ScoreMessage.Of(score, scope, period, request.Now), new(request.Now, scope, period?.Range, ScoreJson.Of(score), []));
    }

    private static Task<CommandAnswer> Refused(string reason) => Task.FromResult<CommandAnswer>(new CommandAnswer.Refused("usage", reason, $"A period is {PeriodParser.Choices}."));
}
