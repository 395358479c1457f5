using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Drops;

/// <summary>
/// A reservoir's runway as it was told at earlier instants, from what was known then. The balance of then is the balance
/// now with what was spent since, so that a top-up, a refund and a correction move neither.
/// </summary>
/// <param name="history">Hours of spend.</param>
/// <param name="balance">As it was read at <paramref name="readAt"/>.</param>
/// <param name="runway">As it is told at <paramref name="now"/>.</param>
public sealed class RunwayPast(SpendHistory history, Usd balance, Usd floor, DateTimeOffset readAt, RunwayForecast runway, DateTimeOffset now)
{
    /// <summary>More unknown hours than one in ten: what was spent since is not known.</summary>
    private const double Cover = 0.9;

    /// <summary>So much of the whole fall is the begin of it.</summary>
    private const double Begin = 0.1;

    /// <summary>Spend since the history's last whole hour until the reading; null: unknown, and little.</summary>
    public Usd? Partial { get; init; }

    /// <summary>Credits with an end, as they lie in the balance now.</summary>
    public IReadOnlyList<CreditExpiry> Expiries { get; init; } = [];

    /// <summary>The runway now against what was told at an instant, or at the last hour after it before it began to fall.</summary>
    /// <param name="from">Floored to the hour.</param>
    /// <param name="until">Where the search for that hour ends: when the fall was seen.</param>
    /// <returns>Null when there is nothing to compare: no forecast then or now, a first band of under five days, or idle.</returns>
    public RunwayDrop? Against(DateTimeOffset from, DateTimeOffset until)
    {
        if (Middle(runway) is not { } left || At(from.FloorHour()) is not { } then)
        {
            return null;
        }

        var drop = Drop(then, left);
        var last = until.FloorHour();
        if (drop.Share > DropRules.Enough || last <= then.At || At(last) is not { } seen)
        {
            return drop;
        }

        var atEnd = Remaining(then, last);
        var bar = atEnd - ((atEnd - seen.Middle) * Begin);
        for (var hour = last.AddHours(-1); hour > then.At; hour = hour.AddHours(-1))
        {
            if (At(hour) is { } told && Remaining(told, last) >= bar)
            {
                return drop with { Since = told.At, Then = told.Middle };
            }
        }

        return drop;
    }

    private RunwayDrop Drop(Told then, TimeSpan left) => new(then.At, then.Middle, Remaining(then, now), Passed(then.Early, now - then.At), left);

    private static TimeSpan Remaining(Told then, DateTimeOffset at) => Passed(then.Middle, at - then.At);

    private static TimeSpan Passed(TimeSpan left, TimeSpan time) => left > time ? left - time : TimeSpan.Zero;

    private Told? At(DateTimeOffset hour)
    {
        var end = history.Until(readAt).End;
        if (hour < history.Start || hour > end)
        {
            return null;
        }

        var (usd, known) = history.Sum(new(hour, end));
        if (known < (end - hour).TotalHours * Cover || BurnProfile.Fit(history, hour) is not { } profile || profile.History < ForecastConstants.Young)
        {
            return null;
        }

        var spent = Usd.FromEstimate(usd) + (Partial ?? Usd.Zero);

        // The oldest credits are used first: what was spent since lay ahead of every lot that still has an end.
        var expiries = Expiries.Select(lot => lot with { Ahead = lot.Ahead + spent }).ToList();

        return RunwayEstimator.Estimate(balance + spent, floor, profile, expiries) is RunwayForecast.Ends ends
            ? new(hour, ends.P50 ?? RunwayEstimator.Horizon, ends.P10 ?? RunwayEstimator.Horizon)
            : null;
    }

    private static TimeSpan? Middle(RunwayForecast runway) => runway switch
    {
        RunwayForecast.Ends ends => ends.P50 ?? RunwayEstimator.Horizon,
        RunwayForecast.Exhausted => TimeSpan.Zero,
        _ => null,
    };

    private sealed record Told(DateTimeOffset At, TimeSpan Middle, TimeSpan Early);
}
