using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Results;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>A rise by what it brought: good when every accepted result of it costs less than before. Pure.</summary>
/// <param name="Cost">Of the part that rose, or of the whole account.</param>
/// <param name="Name">Whose; null: all of the account.</param>
/// <param name="Accepted">Results of the rise that were accepted.</param>
public sealed record RiseResults(ResultCost Cost, string? Name, long Accepted)
{
    /// <param name="parts">Every part that rose.</param>
    /// <returns>The first that is not good, else the first; null: there is none.</returns>
    public static RiseResults? Worst(IReadOnlyList<RiseResults> parts) => parts.FirstOrDefault(static part => !part.Cost.Fell) ?? (parts.Count > 0 ? parts[0] : null);

    /// <param name="stands">Something besides the rise is wrong, which results do not explain: routes, prices.</param>
    /// <param name="before">What was said of the incident the last time.</param>
    /// <returns>Null: nothing is to be said of its results.</returns>
    public static EventNote? Note(RiseResults? results, bool stands, EventNote? before)
    {
        bool isGood = results is { Cost.Fell: true } && !stands;

        // What called somebody once stays called: a price about its bound would call again and again.
        if (before is { Explains: false, Events.Count: 0 })
        {
            return before;
        }

        if (isGood)
        {
            return new(true, [], Text(results!, "fell"));
        }

        return before is { Explains: true, Events.Count: 0 } ? new(false, [], Ended(results, stands)) : null;
    }

    private static string Ended(RiseResults? results, bool stands)
    {
        if (stands)
        {
            return "What accepted results cost does not explain the change of routes or prices";
        }

        return results is { Cost: { Now: not null, Before: not null } } known
            ? Text(known, known.Cost.Now > known.Cost.Before ? "rose" : "no longer fell by more than chance:")
            : "What an accepted result costs is not known any more";
    }

    private static string Text(RiseResults results, string verb)
    {
        var (before, now, _) = results.Cost;
        string of = results.Name is { } name ? $" of {name}" : "";
        string amounts = results.Cost.IsExact ? $"from {before} to {now}" : $"from at least {before} to at most {now}";

        return $"USD per accepted result{of} {verb} {amounts} ({Wording.Count(results.Accepted)} accepted)";
    }
}
