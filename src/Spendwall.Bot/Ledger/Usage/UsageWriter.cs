using System.Data.Common;
using Spendwall.Bot.Ledger.Sql;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>
/// Stores an answer of usage: each day is compared with what is stored, only what differs is written, and the day's
/// sums follow in the same transaction. Rows of one answer with equal start and dimensions are parts of one bucket.
/// </summary>
internal sealed class UsageWriter(SeriesCatalog catalog)
{
    private const long Day = 86_400_000;

    private static readonly EngineSql DailySql = new(static words => $"""
        INSERT INTO daily (account_id, view, start, series_id, {SqlText.Columns})
        SELECT @account, @view, @day, {words.Number(0)}, {words.Numbers(1, Figures.Count)} {words.From}
        ON CONFLICT (account_id, view, start, series_id) DO UPDATE SET {SqlText.Replace}
        """);

    private static readonly EngineSql TotalSql = new(static words => $"""
        INSERT INTO totals (account_id, view, width, dimension, start, value, {SqlText.Columns})
        SELECT @account, @view, {words.Numbers(0, 3)}, {words.Text(3)}, {words.Numbers(4, Figures.Count)} {words.From}
        ON CONFLICT (account_id, view, width, dimension, start, value) DO UPDATE SET {SqlText.Replace}
        """);

    private static readonly string StoredSql = $"""
        SELECT start, series_id, {SqlText.Told}, {SqlText.Columns} FROM buckets
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

        var (series, ids) = await catalog.ResolveAsync(db, account, fact.View, fact.Buckets, cancellationToken);
        long wholeBefore = view.CoversUntil is { } covered ? (covered - fact.View.Width).ToUnixTimeMilliseconds() + 1 : long.MinValue;
        long keptFrom = view.PrunedBefore?.ToUnixTimeMilliseconds() ?? long.MinValue;
        int changed = 0;
        foreach (var said in AnswerDays.Split(fact.Buckets, ids, keptFrom))
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
        var merged = BucketMerge.Merge(said, stored, wholeBefore);
        int changed = merged.Count(static bucket => bucket.Changed);
        if (changed == 0)
        {
            return 0;
        }

        var rollUp = new DayRollUp(series, day);
        await using (var upserts = new BucketUpserts(db, account, fact))
        {
            foreach (var bucket in merged)
            {
                rollUp.Add(bucket.Bucket, bucket.Changed);
                if (bucket.Changed)
                {
                    await upserts.AddAsync(bucket, cancellationToken);
                }
            }

            await upserts.FlushAsync(cancellationToken);
        }

        // The rest of the day, which the answer did not speak of, is part of the day's sums too.
        var before = await StoredAsync(db, account, fact.View, day, first, cancellationToken);
        var after = await StoredAsync(db, account, fact.View, last + 1, day + Day, cancellationToken);
        foreach (var other in before.Concat(after))
        {
            rollUp.Add(other, changed: false);
        }

        await WriteAsync(db, account, fact.View, rollUp, day, cancellationToken);

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
            rows.Add(new(reader.GetInt64(0), reader.GetInt32(1), Figures.ReadTold(reader, 2)));
        }

        return rows;
    }

    private static async Task<JsonBatch> BatchAsync(
        LedgerContext db, EngineSql sql, int account, UsageView view, Func<DbCommand, DbCommand> more, CancellationToken cancellationToken)
    {
        var command = await db.CommandAsync(sql, cancellationToken);

        return new JsonBatch(more(command.With("@account", account).With("@view", (int)view)));
    }
}
