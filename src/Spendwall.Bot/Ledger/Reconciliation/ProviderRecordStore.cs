using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Ledger.Sql;
using Spendwall.Bot.Ledger.Usage;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Reconciliation;

/// <summary>The provider's own records of requests, and how far they were read. Writing is idempotent; what a later word leaves out stays.</summary>
public sealed class ProviderRecordStore(LedgerDatabase database)
{
    private static readonly string[] Names =
        ["request_id", "at", "model", "route", "cost", "upstream_cost", "input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens", "from_cache", "failed"];

    private static readonly string Columns = string.Join(", ", Names);

    // The time of the first word stays: a record is in one part of a reconciliation and not in two.
    private static readonly EngineSql UpsertSql = new(static words => $"""
        INSERT INTO provider_records (account_id, {Columns})
        SELECT @account, {words.Text(0)}, {words.Number(1)}, {words.Texts(2, 2)}, {words.Numbers(4, 6)}, {words.Flag(10)}, {words.Flag(11)} {words.From}
        ON CONFLICT (account_id, request_id) DO UPDATE SET
            model = CASE WHEN excluded.model = '' THEN provider_records.model ELSE excluded.model END,
            route = CASE WHEN excluded.route = '' THEN provider_records.route ELSE excluded.route END,
            {string.Join(", ", Names.Skip(4).Select(static name => $"{name} = COALESCE(excluded.{name}, provider_records.{name})"))}
        """);

    private static readonly EngineSql FindSql = new(static words =>
        $"SELECT {string.Join(", ", Names.Select(static name => $"p.{name}"))} FROM {words.TextRows} CROSS JOIN provider_records p WHERE p.account_id = @account AND p.request_id = value ORDER BY p.at, p.request_id");

    private static readonly EngineSql InSql = new(static _ => $"SELECT {Columns} FROM provider_records WHERE account_id = @account AND at >= @from AND at < @until ORDER BY at, request_id");

    /// <summary>By then nobody asks for a request of now.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(30);

    private readonly AccountCatalog accounts = new();

    /// <param name="coversUntil">All records that began before this are known now; null: they came singly.</param>
    public Task StoreAsync(string account, IReadOnlyCollection<ProviderRecord> records, DateTimeOffset? coversUntil, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancellation) =>
        {
            int number = await accounts.EnsureAsync(db, account, cancellation);
            await using var batch = new JsonBatch((await db.CommandAsync(UpsertSql, cancellation)).With("@account", number));
            foreach (var record in records)
            {
                var json = batch.BeginRow();
                json.WriteStringValue(record.Id);
                json.WriteNumberValue(record.At.ToUnixTimeMilliseconds());
                json.WriteStringValue(record.Model);
                json.WriteStringValue(record.Route);
                foreach (long? value in new[] { record.Cost?.Nanos, record.UpstreamCost?.Nanos, record.InputTokens, record.CachedTokens, record.OutputTokens, record.ReasoningTokens, Flag(record.FromCache), Flag(record.Failed) })
                {
                    if (value is { } told)
                    {
                        json.WriteNumberValue(told);
                    }
                    else
                    {
                        json.WriteNullValue();
                    }
                }

                await batch.EndRowAsync(cancellation);
            }

            await batch.FlushAsync(cancellation);
            if (coversUntil is not null)
            {
                (await MarkAsync(db, number, cancellation)).CoversUntil = coversUntil;
            }

            return 0;
        },
        cancellationToken);

    /// <summary>Records that began in the range, oldest first.</summary>
    public Task<IReadOnlyList<ProviderRecord>> InAsync(string account, UtcRange range, CancellationToken cancellationToken) => ReadAsync(
        account,
        InSql,
        command => command.With("@from", range.Start.ToUnixTimeMilliseconds()).With("@until", range.End.ToUnixTimeMilliseconds()),
        cancellationToken);

    /// <summary>What is known under these ids.</summary>
    public Task<IReadOnlyList<ProviderRecord>> FindAsync(string account, IEnumerable<string> ids, CancellationToken cancellationToken) => ReadAsync(
        account,
        FindSql,
        command => command.With("@rows", JsonBatch.Values(ids)),
        cancellationToken);

    /// <summary>All records that began before this are read; null: none was.</summary>
    public async Task<DateTimeOffset?> CoversUntilAsync(string account, CancellationToken cancellationToken) => (await MarkAsync(account, cancellationToken))?.CoversUntil;

    public async Task<ReconcileResult?> ResultAsync(string account, CancellationToken cancellationToken) =>
        await MarkAsync(account, cancellationToken) is { SpanStart: { } from, SpanEnd: { } until, Moved: { } moved, Unexplained: { } unexplained } ? new(from, until, moved, unexplained) : null;

    public Task KeepAsync(string account, ReconcileResult result, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancellation) =>
        {
            var mark = await MarkAsync(db, await accounts.EnsureAsync(db, account, cancellation), cancellation);
            (mark.SpanStart, mark.SpanEnd, mark.Moved, mark.Unexplained) = (result.From, result.Until, result.Moved, result.Unexplained);

            return 0;
        },
        cancellationToken);

    /// <summary>Of these ids those that may be asked for now: never asked for, or not for a while.</summary>
    public Task<IReadOnlyList<string>> DueAsync(string account, IReadOnlyCollection<string> ids, DateTimeOffset now, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<string>>(
        async (db, cancellation) =>
        {
            if (await accounts.FindAsync(db, account, cancellation) is not { } number)
            {
                return [.. ids];
            }

            var waiting = await db.Set<ProviderLookupRow>().Where(row => row.AccountId == number && ids.Contains(row.RequestId) && row.NextAt > now).Select(static row => row.RequestId).ToListAsync(cancellation);

            return [.. ids.Except(waiting)];
        },
        cancellationToken);

    /// <summary>It was not there: it is asked for again later, each time after a longer wait, and in the end not any more.</summary>
    public Task NotThereAsync(string account, string id, DateTimeOffset now, IReadOnlyList<TimeSpan> waits, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancellation) =>
        {
            int number = await accounts.EnsureAsync(db, account, cancellation);
            var row = await db.Set<ProviderLookupRow>().SingleOrDefaultAsync(row => row.AccountId == number && row.RequestId == id, cancellation);
            if (row is null)
            {
                row = new() { AccountId = number, RequestId = id };
                db.Add(row);
            }

            row.NextAt = row.Tries < waits.Count ? now + waits[row.Tries] : now + Never;
            row.Tries++;

            return 0;
        },
        cancellationToken);

    /// <returns>Rows deleted.</returns>
    internal Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancellation) =>
        {
            var oldest = before.AddDays(-1);

            return await db.Set<ProviderRecordRow>().Where(row => row.At < before).ExecuteDeleteAsync(cancellation)
                + await db.Set<ProviderLookupRow>().Where(row => row.NextAt < oldest).ExecuteDeleteAsync(cancellation);
        },
        cancellationToken);

    private Task<ReconcileMarkRow?> MarkAsync(string account, CancellationToken cancellationToken) => database.ReadAsync(
        async (db, cancellation) => await accounts.FindAsync(db, account, cancellation) is { } number
            ? await db.Set<ReconcileMarkRow>().AsNoTracking().SingleOrDefaultAsync(row => row.AccountId == number, cancellation)
            : null,
        cancellationToken);

    private static async Task<ReconcileMarkRow> MarkAsync(LedgerContext db, int account, CancellationToken cancellationToken)
    {
        var mark = await db.Set<ReconcileMarkRow>().SingleOrDefaultAsync(row => row.AccountId == account, cancellationToken);
        if (mark is null)
        {
            mark = new() { AccountId = account };
            db.Add(mark);
        }

        return mark;
    }

    private Task<IReadOnlyList<ProviderRecord>> ReadAsync(string account, EngineSql sql, Func<DbCommand, DbCommand> bind, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<ProviderRecord>>(
        async (db, cancellation) =>
        {
            var records = new List<ProviderRecord>();
            if (await accounts.FindAsync(db, account, cancellation) is not { } number)
            {
                return records;
            }

            await using var command = bind((await db.CommandAsync(sql, cancellation)).With("@account", number));
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                records.Add(new(account, reader.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)))
                {
                    Model = reader.GetString(2),
                    Route = reader.GetString(3),
                    Cost = Long(reader, 4) is { } cost ? new Usd(cost) : null,
                    UpstreamCost = Long(reader, 5) is { } upstream ? new Usd(upstream) : null,
                    InputTokens = Long(reader, 6),
                    CachedTokens = Long(reader, 7),
                    OutputTokens = Long(reader, 8),
                    ReasoningTokens = Long(reader, 9),
                    FromCache = Told(reader, 10),
                    Failed = Told(reader, 11),
                });
            }

            return records;
        },
        cancellationToken);

    private static long? Long(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private static bool? Told(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetBoolean(column);

    private static long? Flag(bool? flag) => flag is { } told ? told ? 1 : 0 : null;
}
