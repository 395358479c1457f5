using System.Globalization;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Drops;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>A runway as it is told: from now, although the balance is older, with its deadline and what bites first.</summary>
internal static class RunwayView
{
    /// <param name="observedAt">When the balance was read: what was spent since then is spent.</param>
    public static RunwayForecast Estimate(Usd balance, Usd floor, SpendFacts? spend, DateTimeOffset observedAt, DateTimeOffset now, IReadOnlyList<CreditExpiry> expiries)
    {
        if (spend is null)
        {
            return balance <= floor ? new RunwayForecast.Exhausted() : new RunwayForecast.Unknown("no spend is known yet");
        }

        var forecast = RunwayEstimator.Estimate(new(balance, floor, spend.History, observedAt)
        {
            Partial = spend.PartialAt(observedAt),
            Expiries = expiries,
        });

        return Aged(forecast, now - observedAt);
    }

    /// <summary>The same from so much later.</summary>
    public static RunwayForecast Aged(RunwayForecast forecast, TimeSpan age) => forecast is RunwayForecast.Ends ends && age > TimeSpan.Zero
        ? ends with { P10 = Later(ends.P10, age), P50 = Later(ends.P50, age), P90 = Later(ends.P90, age) }
        : forecast;

    /// <summary>The runway as it was told at a past instant, from what was known then.</summary>
    public static RunwayForecast? AtPast(Usd balance, Usd floor, SpendFacts? spend, DateTimeOffset then) =>
        spend is null || spend.History.Until(then).Known == 0 ? null : RunwayEstimator.Estimate(new(balance, floor, spend.History, then));

    /// <summary>What the runway of now is compared with; null: no spend is known.</summary>
    public static RunwayPast? Past(Usd balance, Usd floor, SpendFacts? spend, DateTimeOffset observedAt, RunwayForecast runway, DateTimeOffset now, IReadOnlyList<CreditExpiry> expiries) =>
        spend is null ? null : new(spend.History, balance, floor, observedAt, runway, now) { Partial = spend.PartialAt(observedAt), Expiries = expiries };

    public static DateTimeOffset? ActBy(RunwayForecast runway, DateTimeOffset now, TimeSpan leadTime) => runway switch
    {
        RunwayForecast.Ends { P10: { } left } => now + left - leadTime,
        RunwayForecast.Exhausted => now - leadTime,
        _ => null,
    };

    /// <summary>The cap that is used up before the balance, else credits that expire unused, else the balance.</summary>
    public static string Binding(RunwayForecast runway, IReadOnlyList<CapOutlook> caps)
    {
        var left = runway switch
        {
            RunwayForecast.Exhausted => TimeSpan.Zero,
            RunwayForecast.Ends { P50: { } middle } => middle,
            _ => TimeSpan.MaxValue,
        };
        if (caps.FirstOrDefault(cap => cap.Left is not null) is { } cap && cap.Left < left)
        {
            return cap.Text;
        }

        var lost = runway switch
        {
            RunwayForecast.Ends ends => ends.Lost,
            RunwayForecast.Idle idle => idle.Lost,
            _ => null,
        };

        return lost is { } lot ? string.Create(CultureInfo.InvariantCulture, $"lot:{lot.At:yyyy-MM-dd}") : "balance";
    }

    private static TimeSpan? Later(TimeSpan? left, TimeSpan age) => left - age is { } rest ? (rest > TimeSpan.Zero ? rest : TimeSpan.Zero) : null;
}
