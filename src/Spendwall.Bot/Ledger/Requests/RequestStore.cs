using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Ledger.Sql;
using Spendwall.Bot.Ledger.Usage;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Ledger.Requests;

/// <summary>
/// Request records, kept for <c>Retention:Requests</c>, and their hourly sums, kept as long as buckets are. Writing is
/// idempotent and the same in any order; the sums are changed in the same transaction.
/// </summary>
public sealed class RequestStore(LedgerDatabase database)
{
    private const string From = "FROM requests r CROSS JOIN request_series s WHERE s.id = r.series_id AND r.account_id = @account";

    /// <summary>Rows in one transaction.</summary>
    private const int Part = 20_000;

    private static readonly EngineSql InSql = new(static _ => $"SELECT {RequestColumns.Select} {From} AND r.time >= @from AND r.time < @until ORDER BY r.time, r.request_id, r.attempt");

    private static readonly EngineSql FindSql = new(static words => $"""
        SELECT {RequestColumns.Select} FROM {words.TextRows} CROSS JOIN requests r CROSS JOIN request_series s
        WHERE r.account_id = @account AND r.request_id = value AND s.id = r.series_id ORDER BY r.request_id, r.attempt
        """);

    private static readonly EngineSql PruneSql = new(static words => $"""
        DELETE FROM requests WHERE {words.RowId} IN (
            SELECT {words.RowId} FROM requests WHERE account_id = @account AND (time < @before OR (time IS NULL AND seen_at < @before)) LIMIT {Part})
        """);

    private readonly AccountCatalog accounts = new();
    private readonly RequestSeries series = new();

    /// <summary>Records of any accounts, in one transaction. What was dropped as too old already is not taken again.</summary>
    public async Task<RecordsStored> StoreAsync(IReadOnlyCollection<RequestRecord> records, CancellationToken cancellationToken)
    {
        var remember = new List<(int Account, Dictionary<RequestLabels, int> Ids)>();
        var writer = new RequestWriter(series);
        var stored = await database.WriteAsync(
            async (db, cancellation) =>
            {
                var sum = default(RecordsStored);
                foreach (var group in records.GroupBy(static record => record.Account, StringComparer.Ordinal))
                {
                    int account = await accounts.EnsureAsync(db, group.Key, cancellation);
                    var prunedBefore = await PrunedBeforeAsync(db, account, cancellation);
                    var kept = group.Where(record => !(record.Time < prunedBefore)).Select(static record => InMilliseconds(record)).ToList();
                    if (kept.Count > 0)
                    {
                        var (part, ids) = await writer.StoreAsync(db, account, kept, cancellation);
                        sum += part;
                        remember.Add((account, ids));
                    }
                }

                return sum;
            },
            cancellationToken);
        foreach (var (account, ids) in remember)
        {
            series.Remember(account, ids);
        }

        return stored;
    }

    /// <summary>Records that began in the range, oldest first; later words without their request are not among them.</summary>
    public IAsyncEnumerable<RequestRecord> RecordsAsync(string account, UtcRange range, CancellationToken cancellationToken) => ReadAsync(
        account,
        InSql,
        command => command.With("@from", range.Start.ToUnixTimeMilliseconds()).With("@until", range.End.ToUnixTimeMilliseconds()),
        cancellationToken);

    /// <summary>What is known under these ids, every attempt; few thousand at a time.</summary>
    public IAsyncEnumerable<RequestRecord> FindAsync(string account, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => ReadAsync(
        account,
        FindSql,
        command => command.With("@rows", JsonBatch.Values(ids.Distinct(StringComparer.Ordinal))),
        cancellationToken);

    /// <summary>The first and the last time that a record tells of; null: no record.</summary>
    public Task<UtcRange?> CoverAsync(string account, CancellationToken cancellationToken) => database.ReadAsync<UtcRange?>(
        async (db, cancellation) =>
        {
            if (await accounts.FindAsync(db, account, cancellation) is not { } number)
            {
                return null;
            }

            var times = db.Set<RequestRow>().Where(row => row.AccountId == number && row.Time != null);
            var first = await times.MinAsync(static row => row.Time, cancellation);
            var last = await times.MaxAsync(static row => row.Time, cancellation);

            return first is { } from && last is { } until ? new UtcRange(from, until) : null;
        },
        cancellationToken);

    /// <summary>The cost that all but <paramref name="share"/> of the priced requests of whole days stayed at or below, 6 % too high at most; null: none was priced.</summary>
    public Task<Usd?> HighCostAsync(string account, UtcRange days, double share, CancellationToken cancellationToken) => database.ReadAsync<Usd?>(
        async (db, cancellation) =>
        {
            if (await accounts.FindAsync(db, account, cancellation) is not { } number)
            {
                return null;
            }

            var counts = await db.Set<RequestCostRow>().Where(row => row.AccountId == number && row.Day >= days.Start && row.Day < days.End)
                .GroupBy(static row => row.CostClass)
                .Select(static rows => new { Class = rows.Key, Requests = rows.Sum(static row => row.Requests) })
                .OrderByDescending(static sum => sum.Class)
                .ToListAsync(cancellation);
            double above = counts.Sum(static sum => sum.Requests) * share;
            foreach (var sum in counts)
            {
                above -= sum.Requests;
                if (above < 0)
                {
                    return new Usd((long)Math.Ceiling(CostClass.Top(sum.Class)));
                }
            }

            return null;
        },
        cancellationToken);

    /// <summary>Requests of a short range that failed for one cause, and the last one of the range that was served.</summary>
    public Task<RefusedRequests> RefusedAsync(string account, UtcRange range, ErrorCause cause, CancellationToken cancellationToken) => database.ReadAsync(
        async (db, cancellation) =>
        {
            if (await accounts.FindAsync(db, account, cancellation) is not { } number)
            {
                return default;
            }

            // The sums tell cheaply that there is nothing to look for, which is nearly always so.
            var hour = range.Start.FloorHour();
            int outcome = RequestOutcome.OfCause(cause).Code;
            if (!await db.Set<RequestFactRow>().AnyAsync(row => row.AccountId == number && row.Hour >= hour && row.Hour < range.End && row.Outcome == outcome, cancellation))
            {
                return default;
            }

            await using var command = (await db.CommandAsync(
                    """
                    SELECT COUNT(CASE WHEN cause = @cause THEN 1 END), MAX(CASE WHEN cause = @cause THEN time END), MAX(CASE WHEN cause IS NULL AND (status IS NULL OR status < 400) AND output_tokens > 0 THEN time END)
                    FROM requests WHERE account_id = @account AND time >= @from AND time < @until
                    """,
                    cancellation))
                .With("@account", number).With("@cause", (int)cause).With("@from", range.Start.ToUnixTimeMilliseconds()).With("@until", range.End.ToUnixTimeMilliseconds());
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);

            return new RefusedRequests(reader.GetInt32(0), Instant(reader, 1), Instant(reader, 2));
        },
        cancellationToken);

    /// <summary>Sums over whole hours.</summary>
    public Task<IReadOnlyList<RequestSum>> SumsAsync(RequestQuery query, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<RequestSum>>(
        async (db, cancellation) => await accounts.FindAsync(db, query.Account, cancellation) is { } number ? await RequestSums.ReadAsync(db, number, query, cancellation) : [],
        cancellationToken);

    /// <summary>Drops records that began before an instant, a part at a time, and remembers that it did.</summary>
    /// <returns>Rows deleted.</returns>
    internal async Task<int> PruneAsync(DateTimeOffset recordsBefore, DateTimeOffset sumsBefore, CancellationToken cancellationToken)
    {
        int deleted = 0;
        var numbers = await database.ReadAsync(static (db, cancellation) => db.Set<AccountRow>().Select(static row => row.Id).ToListAsync(cancellation), cancellationToken);
        foreach (int account in numbers)
        {
            int some;
            do
            {
                some = await database.WriteAsync(
                    async (db, cancellation) =>
                    {
                        await using var command = (await db.CommandAsync(PruneSql, cancellation))
                            .With("@account", account).With("@before", recordsBefore.ToUnixTimeMilliseconds());
                        int rows = await command.ExecuteNonQueryAsync(cancellation);
                        if (rows > 0)
                        {
                            await MarkAsync(db, account, recordsBefore, cancellation);
                        }

                        return rows;
                    },
                    cancellationToken);
                deleted += some;
            }
            while (some == Part);

            deleted += await database.WriteAsync(
                async (db, cancellation) =>
                    await db.Set<RequestFactRow>().Where(row => row.AccountId == account && row.Hour < sumsBefore).ExecuteDeleteAsync(cancellation)
                    + await db.Set<RequestCostRow>().Where(row => row.AccountId == account && row.Day < sumsBefore).ExecuteDeleteAsync(cancellation),
                cancellationToken);
        }

        return deleted + await database.WriteAsync(
            (db, cancellation) => db.Set<RequestImportRow>().Where(row => row.At < recordsBefore).ExecuteDeleteAsync(cancellation), cancellationToken);
    }

    private static async Task MarkAsync(LedgerContext db, int account, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = (await db.CommandAsync(
                """
                INSERT INTO request_marks (account_id, pruned_before) VALUES (@account, @before)
                ON CONFLICT (account_id) DO UPDATE SET pruned_before = excluded.pruned_before WHERE excluded.pruned_before > request_marks.pruned_before
                """,
                cancellationToken))
            .With("@account", account).With("@before", before.ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Task<DateTimeOffset?> PrunedBeforeAsync(LedgerContext db, int account, CancellationToken cancellationToken) =>
        db.Set<RequestMarkRow>().Where(row => row.AccountId == account).Select(static row => (DateTimeOffset?)row.PrunedBefore).SingleOrDefaultAsync(cancellationToken);

    private IAsyncEnumerable<RequestRecord> ReadAsync(string name, EngineSql sql, Func<DbCommand, DbCommand> bind, CancellationToken cancellationToken)
    {
        return database.StreamAsync(Read, cancellationToken);

        async IAsyncEnumerable<RequestRecord> Read(LedgerContext db, [EnumeratorCancellation] CancellationToken cancellation)
        {
            if (await accounts.FindAsync(db, name, cancellation) is not { } account)
            {
                yield break;
            }

            await using var command = bind((await db.CommandAsync(sql, cancellation)).With("@account", account));
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                yield return RequestColumns.Read(reader, name);
            }
        }
    }

    private static DateTimeOffset? Instant(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    /// <summary>Instants as the columns keep them, so that what comes back equals what went in.</summary>
    private static RequestRecord InMilliseconds(RequestRecord record) => IsWhole(record.Time) && IsWhole(record.CostAt) && IsWhole(record.AcceptedAt) && IsWhole(record.SeenAt) ? record : record with
    {
        Time = InMilliseconds(record.Time),
        CostAt = InMilliseconds(record.CostAt),
        AcceptedAt = InMilliseconds(record.AcceptedAt),
        SeenAt = DateTimeOffset.FromUnixTimeMilliseconds(record.SeenAt.ToUnixTimeMilliseconds()),
    };

    private static bool IsWhole(DateTimeOffset? instant) => instant is not { } told || told.UtcTicks % TimeSpan.TicksPerMillisecond == 0;

    private static DateTimeOffset? InMilliseconds(DateTimeOffset? instant) => instant is { } told ? DateTimeOffset.FromUnixTimeMilliseconds(told.ToUnixTimeMilliseconds()) : null;
}

/// <param name="LastAt">Null: none.</param>
/// <param name="ServedAt">The last request that brought an answer; null: none, or nobody said.</param>
public readonly record struct RefusedRequests(int Count, DateTimeOffset? LastAt, DateTimeOffset? ServedAt);
