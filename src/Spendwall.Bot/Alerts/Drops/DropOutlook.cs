using Spendwall.Bot.Signals.Drops;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Drops;

/// <summary>A runway that is shorter than it was, and why.</summary>
/// <param name="PerDay">What a day costs since it began to fall, against a day of the week before; null: the use is not known by the hour.</param>
public sealed record DropOutlook(RunwayDrop Drop, ChangeExplanation? PerDay)
{
    /// <summary>Display names of callers, by id.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();
}
