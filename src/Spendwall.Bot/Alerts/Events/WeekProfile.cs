using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>What is to be expected of an hour: what the same hour of the week cost, else the mean of those that are known.</summary>
internal sealed class WeekProfile
{
    private readonly Usd?[] hours = new Usd?[7 * 24];

    /// <summary>An hour is known, and nothing was used in it until told otherwise.</summary>
    public void Know(DateTimeOffset hour) => hours[Index(hour)] ??= Usd.Zero;

    /// <summary>Adds to an hour; one that is not known to be usual is left out.</summary>
    public void Add(DateTimeOffset hour, Usd usd) => hours[Index(hour)] += usd;

    /// <summary>Null: no hour is known.</summary>
    /// <param name="range">Whole hours.</param>
    public Usd? Expected(UtcRange range)
    {
        var known = hours.OfType<Usd>().ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var mean = new Usd(known.Aggregate(Usd.Zero, static (sum, usd) => sum + usd).Nanos / known.Count);
        var sum = Usd.Zero;
        for (var hour = range.Start; hour < range.End; hour = hour.AddHours(1))
        {
            sum += hours[Index(hour)] ?? mean;
        }

        return sum;
    }

    private static int Index(DateTimeOffset hour) => (int)((hour.FloorHour() - hour.FloorWeek()).TotalHours);
}
