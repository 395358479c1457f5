namespace Spendwall.Bot.Signals;

/// <summary>
/// The rhythm of a week in 168 factors with mean one: by hour of day, and by hour of week once two weeks are known.
/// Hours of a bursty series differ by chance alone, so the factors are drawn to one by as much as the days themselves
/// disagree about them, and from the hour of day to the hour of week likewise (empirical Bayes).
/// </summary>
internal static class BurnRhythm
{
    private const int Day = 24;
    private const int Week = 7 * Day;

    /// <summary>Two weeks, but for a few unknown hours: an hour of week was seen twice.</summary>
    private const int LeastForWeek = 13 * Day;

    /// <param name="hours">USD an hour, unknown ones NaN.</param>
    /// <param name="phase">The hour of week of the first hour, Monday 00:00 is 0.</param>
    public static double[] Fit(ReadOnlySpan<double> hours, int phase)
    {
        double total = 0;
        int known = 0;
        foreach (double usd in hours)
        {
            total += double.IsNaN(usd) ? 0 : usd;
            known += double.IsNaN(usd) ? 0 : 1;
        }

        var rhythm = new double[Week];
        Array.Fill(rhythm, 1);
        if (total <= 0)
        {
            return rhythm;
        }

        double mean = total / known;
        var ofDay = new Slots(Day);
        var ofWeek = new Slots(Week);
        for (int i = 0; i < hours.Length; i++)
        {
            if (!double.IsNaN(hours[i]))
            {
                int slot = (phase + i) % Week;
                ofWeek.Add(slot, hours[i] / mean);
                ofDay.Add(slot % Day, hours[i] / mean);
            }
        }

        Draw(rhythm, ofDay);
        if (known >= LeastForWeek)
        {
            Draw(rhythm, ofWeek);
        }

        double scale = Week / rhythm.Sum();
        for (int slot = 0; slot < Week; slot++)
        {
            // An hour in which nothing was ever spent is no reason to expect that nothing ever will be.
            rhythm[slot] = Math.Max(rhythm[slot] * scale, 1e-3);
        }

        return rhythm;
    }

    /// <summary>Moves the rhythm towards what these slots say, by as much as they can be trusted.</summary>
    private static void Draw(double[] rhythm, Slots slots)
    {
        double[] away = slots.Away(rhythm);
        double trust = slots.Trust(away);
        for (int slot = 0; slot < Week; slot++)
        {
            rhythm[slot] += trust * away[slot % away.Length];
        }
    }

    /// <summary>Sums of relative spend by slot.</summary>
    private readonly struct Slots(int count)
    {
        public double[] Sum { get; } = new double[count];

        public double[] Squares { get; } = new double[count];

        public int[] Count { get; } = new int[count];

        public void Add(int slot, double factor)
        {
            Sum[slot] += factor;
            Squares[slot] += factor * factor;
            Count[slot]++;
        }

        /// <summary>How far the mean of each slot is from a rhythm; nothing where it was never seen.</summary>
        public double[] Away(double[] rhythm)
        {
            var away = new double[Count.Length];
            for (int slot = 0; slot < away.Length; slot++)
            {
                away[slot] = Count[slot] == 0 ? 0 : (Sum[slot] / Count[slot]) - rhythm[slot];
            }

            return away;
        }

        /// <summary>The share of the variance of these differences that chance does not explain, 0 to 1; less when the slots were seen seldom.</summary>
        public double Trust(double[] away)
        {
            double within = 0;
            double between = 0;
            double seen = 0;
            int slots = 0;
            for (int slot = 0; slot < Count.Length; slot++)
            {
                if (Count[slot] > 1)
                {
                    double mean = Sum[slot] / Count[slot];
                    within += Math.Max(0, (Squares[slot] / Count[slot]) - (mean * mean)) * Count[slot] / (Count[slot] - 1);
                    between += away[slot] * away[slot];
                    seen += Count[slot];
                    slots++;
                }
            }

            if (slots < 2 || between <= 0)
            {
                return 0;
            }

            seen /= slots;
            double chance = within / slots / seen;
            double real = Math.Max(0, (between / slots) - chance);

            return real <= 0 ? 0 : real / (real + chance) * seen / (seen + 1);
        }
    }
}
