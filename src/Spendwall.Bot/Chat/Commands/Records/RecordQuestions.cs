using Spendwall.Bot.Attribution.Views;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Records;

/// <summary>What commands that read request records ask alike: a scope and a period.</summary>
internal sealed class RecordQuestions(ScopeResolver scopes)
{
    public static readonly IReadOnlyList<CommandWord> Words =
    [
        new("scope", "Account, provider, project, key, model, workflow:… or customer:…; all unless told", WordKind.Scope),
        new("period", "Such as today, week, month, 30d or 2026-11", WordKind.Period),
    ];

    /// <summary>Records are summed by the hour: the hour that is not over counts up to now.</summary>
    public static UtcRange Hours(UtcRange range) => new(range.Start.FloorHour(), range.End == range.End.FloorHour() ? range.End : range.End.FloorHour().AddHours(1));

    /// <param name="unlessTold">The period that is meant without a word of one.</param>
    public async Task<CommandAnswer> AnswerAsync(
        CommandRequest request, string unlessTold, Func<ScopeReading.Found, Period, Task<CommandAnswer>> answer, CancellationToken cancellationToken)
    {
        Period? period = null;
        var words = new List<string>();
        foreach (string word in request.Words)
        {
            switch (PeriodParser.Parse(word, request.Now))
            {
                case PeriodReading.Impossible impossible:
                    return new CommandAnswer.Refused("usage", $"{impossible.Reason}.", $"A period is {PeriodParser.Choices}.");
                case PeriodReading.Found when period is not null:
                    return new CommandAnswer.Refused("usage", $"Two periods: {period.Name} and {ForeignText.Excerpt(word)}.", "Name one period.");
                case PeriodReading.Found found:
                    period = found.Period;
                    break;
                default:
                    words.Add(word);
                    break;
            }
        }

        period ??= ((PeriodReading.Found)PeriodParser.Parse(unlessTold, request.Now)).Period;

        // Workflows and customers that only records know of are known to no list.
        return await scopes.ResolveAsync(words, request.Options, PeriodParser.Words, acceptUnseen: true, cancellationToken) switch
        {
            ScopeReading.Refused refused => refused.Answer,
            ScopeReading.Found found when found.Scope.Parts.Keys.FirstOrDefault(static kind => !AttributedSums.Kinds.Contains(kind)) is { } kind =>
                new CommandAnswer.Refused("usage", $"Request records are not told by {kind}.", $"Name {Wording.AnyOf(AttributedSums.Kinds)}."),
            ScopeReading.Found found => await answer(found, period),
            _ => throw new InvalidOperationException("A scope is found or refused."),
        };
    }
}
