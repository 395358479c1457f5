using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>
/// Consecutive UTC hours of spend in USD, oldest first. An hour that nobody reported is unknown (<see cref="double.NaN"/>),
/// which is not zero: it takes part in no mean.
/// </summary>
public sealed class SpendHistory
{
    public static readonly SpendHistory Empty = new(DateTimeOffset.UnixEpoch, []);

    private readonly double[] hours;

    /// <exception cref="ArgumentException">The start is not a whole hour.</exception>
    public SpendHistory(DateTimeOffset start, double[] hours)
    {
        if (start != start.FloorHour())
        {
            throw new ArgumentException($"A history of hours starts on a whole hour, not at {start:O}.", nameof(start));
        }

        Start = start.ToUniversalTime();
        this.hours = hours;
    }

    public DateTimeOffset Start { get; }

    /// <summary>The end of the last hour.</summary>
    public DateTimeOffset End => Start.AddHours(hours.Length);

    public int Count => hours.Length;

    /// <summary>Hours that somebody reported.</summary>
    public int Known => hours.Count(static usd => !double.IsNaN(usd));

    public ReadOnlySpan<double> Hours => hours;

    /// <param name="sums">Hourly sums; those outside the range are left out, several of one hour are added.</param>
    /// <param name="range">What the history covers, in whole hours.</param>
    /// <param name="zeroUntil">Hours before it that no sum names were reported as empty; later ones are unknown. Null: all are unknown.</param>
    public static SpendHistory From(IEnumerable<(DateTimeOffset Start, Usd Spend)> sums, UtcRange range, DateTimeOffset? zeroUntil)
    {
        var start = range.Start.FloorHour();
        var hours = new double[Math.Max(0, (int)Math.Ceiling((range.End - start).TotalHours))];
        for (int i = 0; i < hours.Length; i++)
        {
            hours[i] = zeroUntil is { } until && start.AddHours(i + 1) <= until ? 0 : double.NaN;
        }

        foreach (var (at, spend) in sums)
        {
            long i = (at.FloorHour() - start).Ticks / TimeSpan.TicksPerHour;
            if (i >= 0 && i < hours.Length)
            {
                hours[i] = double.IsNaN(hours[i]) ? spend.ToDouble() : hours[i] + spend.ToDouble();
            }
        }

        return new SpendHistory(start, hours);
    }

    /// <summary>The whole hours that had ended at an instant.</summary>
    public SpendHistory Until(DateTimeOffset instant)
    {
        long count = Math.Clamp((instant - Start).Ticks / TimeSpan.TicksPerHour, 0, hours.Length);

        return count == hours.Length ? this : new SpendHistory(Start, hours[..(int)count]);
    }

    /// <summary>A share of it, hour by hour.</summary>
    public SpendHistory Times(double share) => new(Start, Array.ConvertAll(hours, usd => usd * share));

    /// <summary>The sum of several, over what any of them covers; an hour is unknown when one that covers it does not know it.</summary>
    public static SpendHistory Sum(IReadOnlyList<SpendHistory> parts)
    {
        parts = [.. parts.Where(static part => part.Count > 0)];
        if (parts.Count <= 1)
        {
            return parts.Count == 0 ? Empty : parts[0];
        }

        var start = parts.Min(static part => part.Start);
        var sum = new double[(int)(parts.Max(static part => part.End) - start).TotalHours];
        foreach (var part in parts)
        {
            int offset = (int)(part.Start - start).TotalHours;
            for (int i = 0; i < part.hours.Length; i++)
            {
                sum[offset + i] += part.hours[i];
            }
        }

        return new(start, sum);
    }

    /// <summary>Spend of the known hours in a range.</summary>
    /// <returns>The USD, and how many whole hours of the range were known.</returns>
    public (double Usd, int Known) Sum(UtcRange range)
    {
        int from = (int)Math.Clamp((range.Start - Start).Ticks / TimeSpan.TicksPerHour, 0, hours.Length);
        int to = (int)Math.Clamp((range.End - Start).Ticks / TimeSpan.TicksPerHour, 0, hours.Length);
        double usd = 0;
        int known = 0;
        for (int i = from; i < to; i++)
        {
            if (!double.IsNaN(hours[i]))
            {
                usd += hours[i];
                known++;
            }
        }

        return (usd, known);
    }
}
