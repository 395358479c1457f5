namespace Spendwall.Bot.Signals;

/// <summary>
/// The rhythm of a week in 168 factors with mean one: by hour of day, and by hour of week once four weeks are known.
/// Few or bursty hours say little, so each factor is drawn towards what is known without it.
/// </summary>
internal static class BurnRhythm
{
    private const int Day = 24;
    private const int Week = 7 * Day;

    /// <summary>How many days like the average one each hour of day is mixed with.</summary>
    private const double DayWeight = 7;

    /// <summary>How many weeks like the average one each hour of week is mixed with.</summary>
    private const double WeekWeight = 2;

    /// <param name="hours">USD an hour, unknown ones NaN.</param>
    /// <param name="phase">The hour of week of the first hour, Monday 00:00 is 0.</param>
    public static double[] Fit(ReadOnlySpan<double> hours, int phase)
    {
        var sum = new double[Week];
        var count = new int[Week];
        double total = 0;
        int known = 0;
        for (int i = 0; i < hours.Length; i++)
        {
            if (!double.IsNaN(hours[i]))
            {
                int slot = (phase + i) % Week;
                sum[slot] += hours[i];
                count[slot]++;
                total += hours[i];
                known++;
            }
        }

        var rhythm = new double[Week];
        if (total <= 0)
        {
            Array.Fill(rhythm, 1);

            return rhythm;
        }

        double mean = total / known;
        for (int hour = 0; hour < Day; hour++)
        {
            double usd = 0;
            int days = 0;
            for (int slot = hour; slot < Week; slot += Day)
            {
                usd += sum[slot];
                days += count[slot];
            }

            double ofDay = ((usd / mean) + DayWeight) / (days + DayWeight);
            for (int slot = hour; slot < Week; slot += Day)
            {
                rhythm[slot] = ofDay;
            }
        }

        // 27 days: four weeks of hours with a few unknown ones are enough.
        if (known >= 27 * Day)
        {
            for (int slot = 0; slot < Week; slot++)
            {
                rhythm[slot] = ((sum[slot] / mean) + (WeekWeight * rhythm[slot])) / (count[slot] + WeekWeight);
            }
        }

        double scale = Week / rhythm.Sum();
        for (int slot = 0; slot < Week; slot++)
        {
            rhythm[slot] *= scale;
        }

        return rhythm;
    }
}
