namespace Spendwall.Bot.Signals.Reconciliation;

/// <summary>Lays both sides' sums over each other.</summary>
internal static class BucketCells
{
    /// <summary>
    /// By key where our side names a known key for every request of the hour and model, else by project, else by the model
    /// alone: what is not told cannot be compared.
    /// </summary>
    public static IReadOnlyList<BucketCell> Join(IEnumerable<BucketUse> local, IEnumerable<BucketUse> charged)
    {
        var here = local.ToLookup(Of);
        var there = charged.ToLookup(Of);
        var cells = new List<BucketCell>();
        foreach (var group in here.Select(static one => one.Key).Union(there.Select(static one => one.Key)))
        {
            var by = Finest(here[group]);
            cells.AddRange(here[group].Concat(there[group]).Select(by).Distinct(StringComparer.Ordinal).Select(key => Cell(
                group,
                [.. here[group].Where(use => by(use) == key)],
                [.. there[group].Where(use => by(use) == key)])));
        }

        return Settle(cells);

        static (DateTimeOffset Hour, string Model) Of(BucketUse use) => (use.Hour, use.Series.Model);
    }

    private static Func<BucketUse, string> Finest(IEnumerable<BucketUse> local)
    {
        var told = local.ToList();

        return told.TrueForAll(static use => use.Series.Key.Length > 0) ? static use => use.Series.Key
            : told.TrueForAll(static use => use.Series.Project.Length > 0) ? static use => use.Series.Project
            : static _ => "";
    }

    private static BucketCell Cell((DateTimeOffset Hour, string Model) group, List<BucketUse> local, List<BucketUse> charged)
    {
        var all = local.Concat(charged).ToList();
        string project = all.Select(static use => use.Series.Project).Distinct().Count() == 1 ? all[0].Series.Project : charged is [{ } only] ? only.Series.Project : "";
        string key = all.Select(static use => use.Series.Key).Distinct().Count() == 1 ? all[0].Series.Key : "";
        var none = new BucketUse(group.Hour, new(group.Model, project, key)) { Requests = 0, InputTokens = 0, OutputTokens = 0 };

        return new(local.Aggregate(none, static (sum, use) => sum + use), charged.Aggregate(none, static (sum, use) => sum + use));
    }

    /// <summary>
    /// A request that runs across the hour may be told in one hour and counted in the next. Hours on end that differ, and
    /// together agree, are one cell.
    /// </summary>
    private static List<BucketCell> Settle(List<BucketCell> cells)
    {
        var settled = new List<BucketCell>();
        foreach (var series in cells.GroupBy(static cell => cell.Series with { Project = cell.Series.Key.Length > 0 ? "" : cell.Series.Project }))
        {
            var hours = series.OrderBy(static cell => cell.Start).ToList();
            for (int i = 0; i < hours.Count; i++)
            {
                var whole = hours[i];
                int end = i;
                for (int j = i + 1; !hours[i].Agrees && j < hours.Count && hours[j].Start - hours[j - 1].Start == TimeSpan.FromHours(1); j++)
                {
                    whole += hours[j];
                    if (whole.Agrees)
                    {
                        end = j;
                        break;
                    }
                }

                settled.Add(end == i ? hours[i] : whole);
                i = end;
            }
        }

        return [.. settled.OrderBy(static cell => cell.Start).ThenBy(static cell => cell.Series.Model, StringComparer.Ordinal).ThenBy(static cell => cell.Series.Key, StringComparer.Ordinal)];
    }
}
