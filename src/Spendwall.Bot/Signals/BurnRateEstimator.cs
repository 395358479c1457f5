using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>USD per hour over the usual windows, and one day against the next.</summary>
public static class BurnRateEstimator
{
    /// <summary>A window with more unknown hours than one in ten says nothing.</summary>
    private const double Cover = 0.9;

    /// <param name="history">Hours of spend.</param>
    /// <param name="now">The windows end with the last whole hour before it.</param>
    /// <param name="counter">Readings of the provider's counter, when there are any: they tell the last hour to the minute.</param>
    /// <param name="partial">Spend since the history's last whole hour, when known.</param>
    public static BurnRates Rates(SpendHistory history, DateTimeOffset now, UsageCounter? counter = null, Usd? partial = null)
    {
        var past = history.Until(now);
        var profile = BurnProfile.Fit(past, now, partial);

        return new BurnRates(
            profile is null ? null : Usd.FromEstimate(profile.Level),
            counter?.Spend(new UtcRange(now.AddHours(-1), now)) ?? Window(past, 1, now),
            Window(past, 24, now) ?? PerHour(counter, 24, now),
            Window(past, 7 * 24, now) ?? PerHour(counter, 7 * 24, now),
            Window(past, 30 * 24, now) ?? PerHour(counter, 30 * 24, now));
    }

    /// <summary>Spend of the last whole UTC day and of the day before; null where an hour of it is unknown.</summary>
    public static DayOverDay Days(SpendHistory history, DateTimeOffset now)
    {
        var today = now.FloorDay();

        return new(Day(history, today.AddDays(-1)), Day(history, today.AddDays(-2)));
    }

    private static Usd? Day(SpendHistory history, DateTimeOffset day)
    {
        var (usd, known) = history.Sum(new UtcRange(day, day.AddDays(1)));

        return known == 24 ? Usd.FromEstimate(usd) : null;
    }

    private static Usd? Window(SpendHistory past, int hours, DateTimeOffset now)
    {
        var end = now.FloorHour();
        var (usd, known) = past.Sum(new UtcRange(end.AddHours(-hours), end));

        return known > 0 && known >= hours * Cover ? Usd.FromEstimate(usd / known) : null;
    }

    private static Usd? PerHour(UsageCounter? counter, int hours, DateTimeOffset now) =>
        counter?.Spend(new UtcRange(now.AddHours(-hours), now)) is { } spend ? new Usd(spend.Nanos / hours) : null;
}

/// <param name="Yesterday">The last whole UTC day.</param>
/// <param name="DayBefore">The day before that.</param>
public sealed record DayOverDay(Usd? Yesterday, Usd? DayBefore)
{
    public Usd? Change => Yesterday - DayBefore;

    /// <summary>1.5 is half as much again; null when a day is unknown or the day before cost nothing.</summary>
    public double? Ratio => Yesterday is { } last && DayBefore is { Nanos: > 0 } before ? last.ToDouble() / before.ToDouble() : null;
}
