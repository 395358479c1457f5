using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>
/// Whether events explain what is unusual: it began while they lasted, lies in their scope, keeps to their bound, and does
/// not go on after them. One event is enough; else all of them together, their bounds added. Pure.
/// </summary>
internal static class EventMatcher
{
    /// <summary>So much of the rise must lie in the scope; what is left is how accounts waver.</summary>
    public const double Covers = 0.8;

    /// <summary>After its end, so many times the expected is the rise going on.</summary>
    public const double GoesOn = 1.25;

    /// <summary>Hours after its end before that is told.</summary>
    public const int Enough = 3;

    /// <returns>Null: no event has to do with it.</returns>
    public static EventNote? Match(IReadOnlyList<AnomalySignal> open, IReadOnlyList<MeteredEvent> events)
    {
        var near = events.Where(item => item.Here is not null && open.Any(signal => item.Event.Covers(signal.Since)))
            .OrderByDescending(static item => MapBook.Narrowness(item.Event.Scope)).ThenBy(static item => item.Event.Until).ThenBy(static item => item.Event.Number)
            .ToList();
        EventNote? nearest = null;
        foreach (IReadOnlyList<MeteredEvent> some in near.Select(static item => new[] { item }).Concat(near.Count > 1 ? [near.ToArray()] : []))
        {
            var note = Judge(open, some);
            if (note is { Explains: true })
            {
                return note;
            }

            nearest = nearest is { Exceeded: true } ? nearest : note is { Exceeded: true } ? note : nearest ?? note;
        }

        return nearest;
    }

    /// <summary><c>EV-3 (release search 2.4)</c>, each with its kind and name.</summary>
    public static string Names(IEnumerable<SpendEvent> events) => string.Join(" and ", events.Select(static one => $"{one.Id} ({NameOf(one)})"));

    private static EventNote? Judge(IReadOnlyList<AnomalySignal> open, IReadOnlyList<MeteredEvent> events)
    {
        string names = Names(events.Select(static item => item.Event));
        EventNote Not(string text) => new(false, Numbers(events), text);

        if (open.FirstOrDefault(signal => !events.Any(item => item.Event.Covers(signal.Since))) is { } stray)
        {
            return Not($"{names} cannot explain what began {Wording.Instant(stray.Since)}");
        }

        var apart = Apart(events);
        var extra = Sum(apart.Select(static item => item.Total.Extra));
        if (!IsInScope(open, events, apart))
        {
            return events.Any(static item => item.Here!.Inside.Extra > Usd.Zero)
                ? Not($"{names} explain{(events.Count > 1 ? "" : "s")} {Wording.WithSign(Sum(apart.Select(static item => item.Here!.Inside.Extra)))} of {Wording.WithSign(events[0].Here!.Account.Extra)} only: the rest is outside the scope")
                : null;
        }

        var allowed = Sum(events.Select(static item => item.Allowed));
        if (extra > allowed)
        {
            return Not($"Beyond {names}: {extra} more than expected, {extra - allowed} above the {allowed} that {(events.Count > 1 ? "they" : "it")} may cost") with { Exceeded = true };
        }

        if (events.MaxBy(static item => item.Event.Until) is { } last && GoesOnAfter(open, last))
        {
            var after = last.Here!.After;

            return Not($"{names} ended {Wording.Instant(last.Event.Until)}, and the rise goes on: {after.Actual} in the {last.Here.HoursAfter} h since, {after.Expected} expected");
        }

        return new(true, Numbers(events), $"Explained by {names}: {Wording.WithSign(extra)} against the expected, of the {allowed} more that {(events.Count > 1 ? "they" : "it")} may cost");
    }

    private static bool IsInScope(IReadOnlyList<AnomalySignal> open, IReadOnlyList<MeteredEvent> events, IReadOnlyList<MeteredEvent> apart)
    {
        if (events.Any(static item => EventScope.IsWide(item.Event.Scope)))
        {
            return true;
        }

        bool callers = open.All(signal => signal.Caller is not { } caller || apart.Sum(item => item.Here!.Shares.GetValueOrDefault(caller)) >= Covers);
        if (!callers || open.All(static signal => signal.Caller is not null))
        {
            return callers;
        }

        double around = apart.Max(static item => item.Here!.Account.Extra.ToDouble());
        double inside = apart.Sum(static item => item.Here!.Inside.Extra.ToDouble());

        return inside > 0 && inside >= around * Covers;
    }

    /// <summary>After the end money is compared with what is expected; what costs nothing more is asked whether it still beats its record.</summary>
    private static bool GoesOnAfter(IReadOnlyList<AnomalySignal> open, MeteredEvent last)
    {
        var use = last.Here!;
        if (use.HoursAfter < Enough)
        {
            return false;
        }

        return use.After.Actual.ToDouble() > use.After.Expected.ToDouble() * GoesOn
            || open.Any(signal => signal.Driver is not Driver.Volume && signal.At >= last.Event.Until.AddHours(Enough));
    }

    /// <summary>Those whose money is counted: one inside another's scope is counted there.</summary>
    private static List<MeteredEvent> Apart(IReadOnlyList<MeteredEvent> events) =>
        [.. events.Where((item, at) => !events.Where((other, place) => place != at && other.Event.Scope.Contains(item.Event.Scope) && (!item.Event.Scope.Contains(other.Event.Scope) || place < at)).Any())];

    private static string NameOf(SpendEvent one) => one.Name is { Length: > 0 } name ? $"{one.Kind.ToString().ToLowerInvariant()} {name}" : one.Kind.ToString().ToLowerInvariant();

    private static List<long> Numbers(IEnumerable<MeteredEvent> events) => [.. events.Select(static item => item.Event.Number)];

    private static Usd Sum(IEnumerable<Usd> amounts) => amounts.Aggregate(Usd.Zero, static (sum, usd) => sum + usd);
}
