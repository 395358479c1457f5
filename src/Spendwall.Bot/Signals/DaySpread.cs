using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>Days of spend as hours: a provider that bills by the day still has a rhythm inside it.</summary>
public static class DaySpread
{
    /// <summary>Spreads each day over its hours, by weight where there is any, else evenly.</summary>
    /// <param name="days">Spend by UTC day; a day that is not here is unknown.</param>
    /// <param name="weights">The shape inside the days, such as tokens by the hour; an hour that is not here weighs nothing.</param>
    /// <param name="range">What the history covers. A day that the range's end cuts holds what was spent until then.</param>
    public static SpendHistory Spread(IReadOnlyDictionary<DateOnly, Usd> days, IReadOnlyDictionary<DateTimeOffset, double> weights, UtcRange range)
    {
        var start = range.Start.FloorDay();
        var hours = new double[Math.Max(0, (int)((range.End.FloorHour() - start).Ticks / TimeSpan.TicksPerHour))];
        Array.Fill(hours, double.NaN);
        for (int first = 0; first < hours.Length; first += 24)
        {
            if (days.TryGetValue(DateOnly.FromDateTime(start.AddHours(first).UtcDateTime), out var spend))
            {
                // A day under way has spent its money in a part of an hour too, which is no whole hour of the history.
                double length = Math.Min(24, (range.End - start).TotalHours - first);
                Fill(hours.AsSpan(first, Math.Min(24, hours.Length - first)), start.AddHours(first), length, spend.ToDouble(), weights);
            }
        }

        return new SpendHistory(start, hours);
    }

    private static void Fill(Span<double> day, DateTimeOffset start, double length, double spend, IReadOnlyDictionary<DateTimeOffset, double> weights)
    {
        double total = 0;
        for (int hour = 0; hour < Math.Ceiling(length); hour++)
        {
            total += weights.GetValueOrDefault(start.AddHours(hour));
        }

        for (int hour = 0; hour < day.Length; hour++)
        {
            day[hour] = total > 0 ? spend * weights.GetValueOrDefault(start.AddHours(hour)) / total : spend / length;
        }
    }
}
