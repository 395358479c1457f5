using System.Data.Common;
using Spendwall.Bot.Ledger.Sqlite;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>
/// Stores an answer of usage: each day is compared with what is stored, only what differs is written, and the day's
/// sums follow in the same transaction. Rows of one answer with equal start and dimensions are parts of one bucket.
/// </summary>
internal sealed class UsageWriter(SeriesCatalog catalog)
{
    private const long Day = 86_400_000;

    private static readonly string BucketSql = $"""
        INSERT INTO buckets (account_id, view, start, series_id, {SqlText.Columns}, first_cost, first_seen_at, times)
        SELECT @account, @view, {JsonRows.Number(0)}, {JsonRows.Number(1)}, {JsonRows.Numbers(3, Figures.Count)}, {JsonRows.Number(8)}, @seen, {JsonRows.Number(2)} {JsonRows.From}
        ON CONFLICT (account_id, view, start, series_id) DO UPDATE SET {SqlText.Replace},
        first_cost = CASE WHEN buckets.times + excluded.times > 0 OR buckets.cost = excluded.cost THEN buckets.first_cost ELSE excluded.first_cost END,
        first_seen_at = CASE WHEN buckets.times + excluded.times > 0 OR buckets.cost = excluded.cost THEN buckets.first_seen_at ELSE excluded.first_seen_at END,
        revised_at = CASE WHEN excluded.times > 0 THEN excluded.first_seen_at ELSE buckets.revised_at END,
        times = buckets.times + excluded.times
        """;

    private static readonly string DailySql = $"""
        INSERT INTO daily (account_id, view, start, series_id, {SqlText.Columns})
        SELECT @account, @view, @day, {JsonRows.Number(0)}, {JsonRows.Numbers(1, Figures.Count)} {JsonRows.From}
        ON CONFLICT (account_id, view, start, series_id) DO UPDATE SET {SqlText.Replace}
        """;

    private static readonly string TotalSql = $"""
        INSERT INTO totals (account_id, view, width, dimension, start, value, {SqlText.Columns})
        SELECT @account, @view, {JsonRows.Numbers(0, 3)}, {JsonRows.Text(3)}, {JsonRows.Numbers(4, Figures.Count)} {JsonRows.From}
        ON CONFLICT (account_id, view, width, dimension, start, value) DO UPDATE SET {SqlText.Replace}
        """;

    private static readonly string StoredSql = $"""
        SELECT start, series_id, {SqlText.Columns} FROM buckets
        WHERE account_id = @account AND view = @view AND start >= @from AND start < @until ORDER BY start, series_id
        """;

    /// <returns>The outcome, and the series to remember after the commit.</returns>
    public async Task<(StoreResult Result, SeriesSet Series)> StoreAsync(LedgerContext db, int account, ProviderFact.Usage fact, CancellationToken cancellationToken)
    {
        var view = await db.FindAsync<ViewRow>([account, fact.View], cancellationToken);
        if (view is null)
        {
            view = new ViewRow { AccountId = account, View = fact.View };
            db.Add(view);
        }

        var series = await catalog.ResolveAsync(db, account, fact.View, fact.Buckets, cancellationToken);
        long wholeBefore = view.CoversUntil is { } covered ? (covered - fact.View.Width).ToUnixTimeMilliseconds() + 1 : long.MinValue;
        long keptFrom = view.PrunedBefore?.ToUnixTimeMilliseconds() ?? long.MinValue;
        int changed = 0;
        foreach (var said in ByDay(fact.Buckets, series, keptFrom))
        {
            changed += await StoreDayAsync(db, account, fact, series, said, wholeBefore, cancellationToken);
        }

        if (view.CoversUntil is null || fact.CoversUntil > view.CoversUntil)
        {
            view.CoversUntil = fact.CoversUntil;
        }

        return (new StoreResult(changed, fact.Buckets.Count), series);
    }

    private static async Task<int> StoreDayAsync(
        LedgerContext db, int account, ProviderFact.Usage fact, SeriesSet series, List<Bucket> said, long wholeBefore, CancellationToken cancellationToken)
    {
        long first = said[0].Start;
        long last = said[^1].Start;
        long day = first - (first % Day);
        var stored = await StoredAsync(db, account, fact.View, first, last + 1, cancellationToken);
        var rollUp = new DayRollUp(series, day);
        int changed = 0;
        await using (var batch = await BatchAsync(db, BucketSql, account, fact.View, command => command.With("@seen", fact.ObservedAt.ToUnixTimeMilliseconds()), cancellationToken))
        {
            foreach (var merged in BucketMerge.Merge(said, stored, wholeBefore))
            {
                rollUp.Add(merged.Bucket, merged.Changed);
                if (merged.Changed)
                {
                    changed++;
                    var json = batch.BeginRow();
                    json.WriteNumberValue(merged.Bucket.Start);
                    json.WriteNumberValue(merged.Bucket.Series);
                    json.WriteNumberValue(merged.Verdict == MergeVerdict.Revised ? 1 : 0);
                    merged.Bucket.Figures.WriteTo(json);
                    await batch.EndRowAsync(cancellationToken);
                }
            }

            await batch.FlushAsync(cancellationToken);
        }

        if (changed > 0)
        {
            // The rest of the day, which the answer did not speak of, is part of the day's sums too.
            var before = await StoredAsync(db, account, fact.View, day, first, cancellationToken);
            var after = await StoredAsync(db, account, fact.View, last + 1, day + Day, cancellationToken);
            foreach (var other in before.Concat(after))
            {
                rollUp.Add(other, changed: false);
            }

            await WriteAsync(db, account, fact.View, rollUp, day, cancellationToken);
        }

        return changed;
    }

    private static async Task WriteAsync(LedgerContext db, int account, UsageView view, DayRollUp rollUp, long day, CancellationToken cancellationToken)
    {
        await using (var daily = await BatchAsync(db, DailySql, account, view, command => command.With("@day", day), cancellationToken))
        {
            foreach (var (series, sum) in rollUp.BySeries())
            {
                var json = daily.BeginRow();
                json.WriteNumberValue(series);
                sum.WriteTo(json);
                await daily.EndRowAsync(cancellationToken);
            }

            await daily.FlushAsync(cancellationToken);
        }

        await using var totals = await BatchAsync(db, TotalSql, account, view, static command => command, cancellationToken);
        foreach (var total in view.Width < TimeSpan.FromDays(1) ? rollUp.Hours().Concat(rollUp.Days()) : rollUp.Days())
        {
            var json = totals.BeginRow();
            json.WriteNumberValue((int)total.Width);
            json.WriteNumberValue((int)total.Dimension);
            json.WriteNumberValue(total.Start);
            json.WriteStringValue(total.Value);
            total.Sum.WriteTo(json);
            await totals.EndRowAsync(cancellationToken);
        }

        await totals.FlushAsync(cancellationToken);
    }

    /// <summary>The answer, day by day, sorted as the table is; equal rows added up.</summary>
    private static IEnumerable<List<Bucket>> ByDay(IReadOnlyList<UsageBucket> buckets, SeriesSet series, long keptFrom)
    {
        var days = new SortedDictionary<long, List<Bucket>>();
        foreach (var bucket in buckets)
        {
            long start = bucket.Start.ToUnixTimeMilliseconds();
            if (start >= keptFrom)
            {
                long day = start - (start % Day);
                if (!days.TryGetValue(day, out var rows))
                {
                    days[day] = rows = [];
                }

                rows.Add(new(start, SeriesCatalog.Find(series, bucket.Series), Figures.Of(bucket)));
            }
        }

        return days.Values.Select(Sorted);
    }

    private static List<Bucket> Sorted(List<Bucket> rows)
    {
        var keys = rows.Select(static row => (row.Start, row.Series)).ToArray();
        var order = Enumerable.Range(0, rows.Count).ToArray();
        Array.Sort(keys, order);
        var sorted = new List<Bucket>(rows.Count);
        foreach (int i in order)
        {
            if (sorted.Count > 0 && sorted[^1].Start == rows[i].Start && sorted[^1].Series == rows[i].Series)
            {
                var sum = sorted[^1].Figures;
                sum.Add(rows[i].Figures);
                sorted[^1] = rows[i] with { Figures = sum };
            }
            else
            {
                sorted.Add(rows[i]);
            }
        }

        return sorted;
    }

    private static async Task<List<Bucket>> StoredAsync(LedgerContext db, int account, UsageView view, long from, long until, CancellationToken cancellationToken)
    {
        var rows = new List<Bucket>();
        if (from >= until)
        {
            return rows;
        }

        await using var command = (await db.CommandAsync(StoredSql, cancellationToken))
            .With("@account", account).With("@view", (int)view).With("@from", from).With("@until", until);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetInt64(0), reader.GetInt32(1), Figures.Read(reader, 2)));
        }

        return rows;
    }

    private static async Task<JsonBatch> BatchAsync(
        LedgerContext db, string sql, int account, UsageView view, Func<DbCommand, DbCommand> more, CancellationToken cancellationToken)
    {
        var command = await db.CommandAsync(sql, cancellationToken);

        return new JsonBatch(more(command.With("@account", account).With("@view", (int)view)));
    }
}
