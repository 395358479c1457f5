using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Signals;

/// <summary>
/// Burn from a counter of all usage ever: its rises only. A cached answer can be a minute behind the one before it, so
/// a fall counts for nothing, neither does the way back up.
/// </summary>
public sealed class UsageCounter
{
    /// <summary>Without a reading near its edges nothing is said about a range; what came after the last one is still to be seen.</summary>
    private static readonly TimeSpan BeforeFirst = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterLast = TimeSpan.FromMinutes(30);

    private readonly List<(DateTimeOffset At, long Nanos)> points = [];

    /// <param name="readings">Oldest first.</param>
    /// <exception cref="ArgumentException">The readings are out of order.</exception>
    public UsageCounter(IReadOnlyList<BalanceReading> readings)
    {
        long burnt = 0;
        var movements = CreditMovements.Recognise(readings);
        int next = 0;
        long? top = null;
        foreach (var reading in readings)
        {
            // A real correction of the counter moves the mark from which rises count.
            for (; next < movements.Count && movements[next].At <= reading.ObservedAt; next++)
            {
                top = movements[next].Kind == MovementKind.UsageCorrection ? top - movements[next].Amount.Nanos : top;
            }

            burnt += Math.Max(0, reading.TotalUsage.Nanos - (top ?? reading.TotalUsage.Nanos));
            top = Math.Max(top ?? long.MinValue, reading.TotalUsage.Nanos);
            points.Add((reading.ObservedAt, burnt));
        }
    }

    /// <summary>The newest reading's instant.</summary>
    public DateTimeOffset? End => points.Count == 0 ? null : points[^1].At;

    /// <summary>Spend in a range, linear between readings; null when no reading is near enough to an edge.</summary>
    /// <remarks>Beyond the newest reading nothing is added: what is not seen yet is not guessed.</remarks>
    public Usd? Spend(UtcRange range) =>
        At(range.End) is { } end && At(range.Start) is { } start ? new Usd(end - start) : null;

    private long? At(DateTimeOffset instant)
    {
        if (points.Count == 0 || instant < points[0].At - BeforeFirst || instant > points[^1].At + AfterLast)
        {
            return null;
        }

        int after = Index(instant);
        if (after == 0 || after == points.Count)
        {
            return points[after == 0 ? 0 : ^1].Nanos;
        }

        var (from, to) = (points[after - 1], points[after]);
        double part = (instant - from.At) / (to.At - from.At);

        return from.Nanos + (long)((to.Nanos - from.Nanos) * part);
    }

    /// <summary>The first reading after an instant.</summary>
    private int Index(DateTimeOffset instant)
    {
        int low = 0;
        int high = points.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = points[middle].At <= instant ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
