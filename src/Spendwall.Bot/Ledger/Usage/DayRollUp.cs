using System.Runtime.InteropServices;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>
/// The sums of one UTC day, made anew from all of its buckets, so that an error in them cannot outlive the next change.
/// Only sums that a changed bucket is part of are given out.
/// </summary>
/// <param name="day">Midnight, milliseconds since 1970.</param>
internal sealed class DayRollUp(SeriesSet series, long day)
{
    private const long Hour = 3_600_000;

    private static readonly SpendDimension[] Dimensions =
        [SpendDimension.None, SpendDimension.Project, SpendDimension.Key, SpendDimension.Model, SpendDimension.Route, SpendDimension.Endpoint];

    private readonly Dictionary<(int Hour, int Dimension, int Value), Cell> hours = [];
    private readonly Dictionary<int, Cell> bySeries = [];

    /// <param name="changed">Its sums must be written.</param>
    public void Add(in Bucket bucket, bool changed)
    {
        int hour = (int)((bucket.Start - day) / Hour);
        var values = series.Values(bucket.Series);
        Add(hours, (hour, 0, 0), bucket.Figures, changed);
        Add(hours, (hour, 1, values.Project), bucket.Figures, changed);
        Add(hours, (hour, 2, values.Key), bucket.Figures, changed);
        Add(hours, (hour, 3, values.Model), bucket.Figures, changed);
        Add(hours, (hour, 4, values.Route), bucket.Figures, changed);
        Add(hours, (hour, 5, values.Endpoint), bucket.Figures, changed);
        Add(bySeries, bucket.Series, bucket.Figures, changed);
    }

    /// <summary>Sums by series over the day.</summary>
    public IEnumerable<(int Series, Figures Sum)> BySeries() =>
        bySeries.Where(static pair => pair.Value.Changed).Select(static pair => (pair.Key, pair.Value.Sum));

    public IEnumerable<Total> Hours() =>
        hours.Where(static pair => pair.Value.Changed).Select(pair => ToTotal(TotalWidth.Hour, day + (pair.Key.Hour * Hour), pair.Key.Dimension, pair.Key.Value, pair.Value.Sum));

    public IEnumerable<Total> Days()
    {
        var days = new Dictionary<(int Dimension, int Value), Cell>();
        foreach (var ((_, dimension, value), cell) in hours)
        {
            Add(days, (dimension, value), cell.Sum, cell.Changed);
        }

        return days.Where(static pair => pair.Value.Changed).Select(pair => ToTotal(TotalWidth.Day, day, pair.Key.Dimension, pair.Key.Value, pair.Value.Sum));
    }

    private Total ToTotal(TotalWidth width, long start, int dimension, int value, Figures sum) =>
        new(width, Dimensions[dimension], start, dimension == 0 ? "" : series.Text(value), sum);

    private static void Add<TKey>(Dictionary<TKey, Cell> cells, TKey key, in Figures figures, bool changed)
        where TKey : notnull
    {
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, key, out _);
        cell.Sum.Add(figures);
        cell.Changed |= changed;
    }

    private struct Cell
    {
        public Figures Sum;
        public bool Changed;
    }
}

/// <param name="Start">Milliseconds since 1970.</param>
internal readonly record struct Total(TotalWidth Width, SpendDimension Dimension, long Start, string Value, Figures Sum);
