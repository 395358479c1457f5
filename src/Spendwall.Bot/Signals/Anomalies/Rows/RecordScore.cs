namespace Spendwall.Bot.Signals.Anomalies.Rows;

/// <summary>How far a row breaks the range of its value, of its level, or of its difference to the time of day.</summary>
internal sealed class RecordScore : IRowScore
{
    private readonly Range value = new(RowRules.Warm);
    private readonly Range level = new(RowRules.Warm);
    private readonly Range rhythm = new(RowRules.WarmRhythm);
    private readonly HalfHours usual = new();
    private HourSums recent = new(RowRules.Smooth);
    private HourSums differences = new(RowRules.SmoothRhythm);
    private int row = -1;
    private int lastBroken = int.MinValue / 2;
    private int since = -1;

    public double Next(DateTimeOffset at, double now)
    {
        row++;
        recent.Add(now);
        double? difference = usual.Next(at, now);
        since = difference is null ? -1 : since + 1;
        differences.Add(difference ?? 0);
        double excess = value.Excess(now);
        if (row >= RowRules.Smooth - 1)
        {
            excess = Math.Max(excess, level.Excess(recent.Sum / RowRules.Smooth));
        }

        if (since >= RowRules.SmoothRhythm - 1)
        {
            excess = Math.Max(excess, rhythm.Excess(differences.Sum / RowRules.SmoothRhythm));
        }

        if (excess <= 0)
        {
            return 0;
        }

        bool isNew = row - lastBroken > RowRules.Silence;
        lastBroken = row;

        return isNew ? 0.5 + (0.5 * excess / (excess + RowRules.Excess)) : 0;
    }

    /// <summary>The lowest and highest so far.</summary>
    private sealed class Range(int warm)
    {
        private double low = double.PositiveInfinity;
        private double high = double.NegativeInfinity;
        private int count;

        /// <returns>By how much of the range it is outside; not above zero: it is inside, or the range is too young.</returns>
        public double Excess(double next)
        {
            double excess = count++ < warm || high <= low ? 0 : Math.Max(next - high, low - next) / (high - low);
            low = Math.Min(low, next);
            high = Math.Max(high, next);

            return excess;
        }
    }

    /// <summary>The usual value of each half hour of the day.</summary>
    private sealed class HalfHours
    {
        private readonly (double Value, int Count)[] slots = new (double, int)[48];

        /// <returns>The difference to it; null: not known yet.</returns>
        public double? Next(DateTimeOffset at, double now)
        {
            ref var slot = ref slots[(at.Hour * 2) + (at.Minute >= 30 ? 1 : 0)];
            double? difference = slot.Count < RowRules.Values ? null : now - slot.Value;
            slot.Value += Math.Max(slot.Count == 0 ? 1 : RowRules.Follow, 1.0 / (slot.Count + 1)) * (now - slot.Value);
            slot.Count++;

            return difference;
        }
    }
}
