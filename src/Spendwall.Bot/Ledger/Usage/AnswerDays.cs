using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>Takes an answer apart by UTC days, each sorted as the table is. Pure.</summary>
internal static class AnswerDays
{
    private const long Day = 86_400_000;

    /// <param name="series">The number of each bucket's series.</param>
    /// <param name="keptFrom">Buckets that start before this are left out.</param>
    /// <returns>Days in order; buckets with equal start and series are parts of one, and added up.</returns>
    public static IEnumerable<List<Bucket>> Split(IReadOnlyList<UsageBucket> buckets, int[] series, long keptFrom)
    {
        var days = new SortedDictionary<long, List<Bucket>>();
        List<Bucket>? rows = null;
        long current = long.MinValue;
        int i = 0;
        foreach (var bucket in buckets)
        {
            long start = bucket.Start.ToUnixTimeMilliseconds();
            int id = series[i++];
            if (start < keptFrom)
            {
                continue;
            }

            long day = start - (start % Day);
            if (rows is null || day != current)
            {
                current = day;
                if (!days.TryGetValue(day, out rows))
                {
                    days[day] = rows = [];
                }
            }

            rows.Add(new(start, id, Figures.Of(bucket)));
        }

        return days.Select(static pair => Sorted(pair.Key, pair.Value));
    }

    private static List<Bucket> Sorted(long day, List<Bucket> rows)
    {
        // Sorting plain numbers is several times faster than sorting rows.
        long[] keys = new long[rows.Count];
        int[] order = new int[rows.Count];
        bool sortedAlready = true;
        for (int i = 0; i < rows.Count; i++)
        {
            keys[i] = ((rows[i].Start - day) << 32) | (uint)rows[i].Series;
            order[i] = i;
            sortedAlready &= i == 0 || keys[i] > keys[i - 1];
        }

        if (sortedAlready)
        {
            return rows;
        }

        Array.Sort(keys, order);
        var sorted = new List<Bucket>(rows.Count);
        for (int i = 0; i < order.Length; i++)
        {
            var row = rows[order[i]];
            if (i > 0 && keys[i] == keys[i - 1])
            {
                var sum = sorted[^1].Figures;
                sum.Add(row.Figures);
                sorted[^1] = row with { Figures = sum };
            }
            else
            {
                sorted.Add(row);
            }
        }

        return sorted;
    }
}
