using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Tests.Alerts.Events;

/// <summary>Events on the day of <see cref="Outlooks.Now"/>, and what they are measured to have cost.</summary>
internal static class Happenings
{
    public static readonly DateTimeOffset Six = Outlooks.Now.AddHours(-6);

    /// <summary>From 06:00 to 18:00, $50 more.</summary>
    public static SpendEvent Of(string scope = "account:openrouter-main", decimal? cap = 50, double? factor = null, double from = 0, double until = 12, long number = 1) => new()
    {
        Number = number,
        Kind = EventKind.Release,
        Scope = Scope.Parse(scope),
        Name = "search 2.4",
        Cap = cap is { } usd ? Usd.FromDollars(usd) : null,
        Factor = factor,
        From = Six.AddHours(from),
        Until = Six.AddHours(until),
        AddedAt = Six,
        AddedBy = "slack:U1",
        Channel = "slack:C1",
    };

    /// <summary>Measured: $10 expected in its scope, and so much more than that.</summary>
    /// <param name="around">More than expected in the whole account; the same unless told.</param>
    /// <param name="share">Of the caller <c>k1</c>.</param>
    public static MeteredEvent Costs(this SpendEvent happening, double more, double? around = null, double share = 1, UseAgainst after = default, int hoursAfter = 0)
    {
        var inside = new UseAgainst(Usd.FromDollars(10), Usd.FromEstimate(10 + more));
        var use = new EventUse(Outlooks.Now, inside, new(Usd.FromDollars(20), Usd.FromEstimate(20 + (around ?? more))), after, Usd.FromDollars(20))
        {
            HoursAfter = hoursAfter,
            Shares = new Dictionary<string, double> { ["k1"] = share },
        };

        return new(happening, use, inside, Usd.FromDollars(20)) { Accounts = 1 };
    }

    public static AnomalySignal Signal(double since = 0, string? caller = null, AnomalyFigure figure = AnomalyFigure.Spend, double high = 0) =>
        new(Six.AddHours(since + high), figure, caller, Six.AddHours(since), 50, 12, AnomalyTurn.Opened);
}
