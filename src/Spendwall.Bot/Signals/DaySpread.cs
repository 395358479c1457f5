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
        var aligned = new double[Math.Max(0, (int)Math.Ceiling((range.End - start).TotalHours))];
        for (int hour = 0; hour < aligned.Length; hour++)
        {
            aligned[hour] = weights.GetValueOrDefault(start.AddHours(hour));
        }

        return Spread(days, aligned, start, range.End);
    }

    /// <summary>The same in the shape of another history, whose unknown hours weigh nothing.</summary>
    public static SpendHistory Spread(IReadOnlyDictionary<DateOnly, Usd> days, SpendHistory shape, UtcRange range)
    {
        var start = range.Start.FloorDay();
        var aligned = new double[Math.Max(0, (int)Math.Ceiling((range.End - start).TotalHours))];
        int offset = (int)((start - shape.Start).Ticks / TimeSpan.TicksPerHour);
        for (int hour = Math.Max(0, -offset); hour < aligned.Length && hour + offset < shape.Count; hour++)
        {
            double weight = shape.Hours[hour + offset];
            aligned[hour] = double.IsNaN(weight) ? 0 : weight;
        }

        return Spread(days, aligned, start, range.End);
    }

    private static SpendHistory Spread(IReadOnlyDictionary<DateOnly, Usd> days, ReadOnlySpan<double> weights, DateTimeOffset start, DateTimeOffset end)
    {
        var hours = new double[Math.Max(0, (int)((end.FloorHour() - start).Ticks / TimeSpan.TicksPerHour))];
        Array.Fill(hours, double.NaN);
        for (int first = 0; first < hours.Length; first += 24)
        {
            if (days.TryGetValue(DateOnly.FromDateTime(start.AddHours(first).UtcDateTime), out var spend))
            {
                // A day under way has spent its money in a part of an hour too, which is no whole hour of the history.
                double length = Math.Min(24, (end - start).TotalHours - first);
                Fill(hours.AsSpan(first, Math.Min(24, hours.Length - first)), length, spend.ToDouble(), weights.Slice(first, (int)Math.Ceiling(length)));
            }
        }

        return new SpendHistory(start, hours);
    }

    /// <param name="weights">Of the day's hours, one that is under way too.</param>
    private static void Fill(Span<double> day, double length, double spend, ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double weight in weights)
        {
            total += weight;
        }

        for (int hour = 0; hour < day.Length; hour++)
        {
            day[hour] = total > 0 ? spend * weights[hour] / total : spend / length;
        }
    }
}
