namespace Spendwall.Bot.Signals.Anomalies.Rows;

/// <summary>How many times its usual size a change is: the change since the row before, and the difference to the same hour of other days.</summary>
internal sealed class UsualScore : IRowScore
{
    private readonly UsualSize steps = new();
    private readonly UsualSize rhythm = new();
    private readonly Queue<double>[] hours = [.. Enumerable.Range(0, 24).Select(static _ => new Queue<double>())];
    private double? before;

    public double Next(DateTimeOffset at, double now)
    {
        double times = before is { } last ? steps.Times(Math.Abs(now - last)) : 0;
        var hour = hours[at.Hour];
        if (hour.Count >= RowRules.Values)
        {
            times = Math.Max(times, rhythm.Times(Math.Abs(now - Median(hour))));
        }

        hour.Enqueue(now);
        if (hour.Count > RowRules.Days)
        {
            hour.Dequeue();
        }

        before = now;

        return times / (times + RowRules.Even);
    }

    private static double Median(Queue<double> values)
    {
        var sorted = values.Order().ToList();

        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>A high quantile of the last sizes.</summary>
    private sealed class UsualSize
    {
        /// <summary>After nothing but zeros anything is many times the usual, and a finite number of them.</summary>
        private const double Most = 1000;

        private readonly List<double> sorted = [];
        private readonly Queue<double> last = new();

        public double Times(double size)
        {
            double usual = sorted.Count < RowRules.WarmSpan ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(RowRules.Usual * sorted.Count))];
            Insert(size);

            return double.IsNaN(usual) || size == 0 ? 0 : Math.Min(Most, size / usual);
        }

        private void Insert(double size)
        {
            sorted.Insert(At(size), size);
            last.Enqueue(size);
            if (last.Count > RowRules.Span)
            {
                sorted.RemoveAt(At(last.Dequeue()));
            }
        }

        private int At(double size)
        {
            int at = sorted.BinarySearch(size);

            return at < 0 ? ~at : at;
        }
    }
}
