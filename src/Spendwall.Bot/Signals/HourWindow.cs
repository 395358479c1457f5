using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>The last hours of a series that grows by the hour, in constant space. An hour that nobody adds is unknown.</summary>
public sealed class HourWindow
{
    private readonly int length;
    private readonly double[] hours;
    private int count;
    private DateTimeOffset end;

    /// <param name="reach">How far back it remembers; whole hours.</param>
    public HourWindow(TimeSpan reach)
    {
        length = (int)reach.TotalHours;

        // Twice the room: the front is dropped once per length instead of at every hour.
        hours = new double[2 * length];
    }

    /// <summary>The end of the last hour.</summary>
    public DateTimeOffset End => end;

    /// <exception cref="ArgumentException">The hour is not whole, or not after the last one.</exception>
    public void Add(DateTimeOffset start, double usd)
    {
        if (start != start.FloorHour() || (count > 0 && start < end))
        {
            throw new ArgumentException($"Hours are added whole and in order; {start:O} is not after {end:O}.", nameof(start));
        }

        double gap = count == 0 ? 0 : (start - end).TotalHours;
        for (int hour = 0; hour < Math.Min(gap, length); hour++)
        {
            Push(double.NaN);
        }

        Push(usd);
        end = start.AddHours(1);
    }

    /// <summary>What is remembered of the hours that had ended at an instant.</summary>
    public SpendHistory Until(DateTimeOffset instant)
    {
        int kept = Math.Min(count, length);

        return count == 0 ? SpendHistory.Empty : new SpendHistory(end.AddHours(-kept), hours[(count - kept)..count]).Until(instant);
    }

    private void Push(double usd)
    {
        if (count == hours.Length)
        {
            Array.Copy(hours, count - length, hours, 0, length);
            count = length;
        }

        hours[count++] = usd;
    }
}
