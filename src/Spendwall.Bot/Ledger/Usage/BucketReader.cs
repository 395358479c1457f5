using System.Data.Common;
using System.Runtime.CompilerServices;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>The detail: single buckets, what became of them, and the values that dimensions have had.</summary>
internal sealed class BucketReader(LedgerDatabase database, AccountCatalog accounts)
{
    private const SpendDimension Every =
        SpendDimension.Project | SpendDimension.Key | SpendDimension.Model | SpendDimension.Route | SpendDimension.Endpoint;

    public IAsyncEnumerable<UsageBucket> BucketsAsync(string name, UsageView view, UtcRange range, SeriesFilter filter, CancellationToken cancellationToken)
    {
        return database.StreamAsync(Read, cancellationToken);

        async IAsyncEnumerable<UsageBucket> Read(LedgerContext db, [EnumeratorCancellation] CancellationToken cancellation)
        {
            if (await accounts.FindAsync(db, name, cancellation) is not { } account)
            {
                yield break;
            }

            await using var command = (await db.CommandAsync(
                    $"""
                    SELECT b.start, {SeriesColumns.All}, {SqlText.Columns} FROM buckets b CROSS JOIN series s
                    WHERE s.id = b.series_id AND b.account_id = @account AND b.view = @view AND b.start >= @from AND b.start < @until{SeriesColumns.Where(filter)}
                    ORDER BY b.start, b.series_id
                    """,
                    cancellation))
                .With("@account", account).With("@view", (int)view)
                .With("@from", range.Start.ToUnixTimeMilliseconds()).With("@until", range.End.ToUnixTimeMilliseconds());
            SeriesColumns.Bind(command, filter);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                yield return ToBucket(reader);
            }
        }
    }

    public Task<IReadOnlyList<Revision>> RevisionsAsync(string name, UtcRange range, int most, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Revision>>(
            async (db, cancellation) =>
            {
                var revisions = new List<Revision>();
                if (await accounts.FindAsync(db, name, cancellation) is not { } account)
                {
                    return revisions;
                }

                await using var command = (await db.CommandAsync(
                        $"""
                        SELECT b.start, {SeriesColumns.All}, b.view, b.first_cost, b.cost, b.first_seen_at, b.revised_at, b.times FROM buckets b CROSS JOIN series s
                        WHERE s.id = b.series_id AND b.account_id = @account AND b.revised_at IS NOT NULL AND b.start >= @from AND b.start < @until
                        ORDER BY b.revised_at DESC, b.start DESC, b.series_id LIMIT @most
                        """,
                        cancellation))
                    .With("@account", account).With("@most", most)
                    .With("@from", range.Start.ToUnixTimeMilliseconds()).With("@until", range.End.ToUnixTimeMilliseconds());
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                while (await reader.ReadAsync(cancellation))
                {
                    revisions.Add(new(
                        Instant(reader, 0), (UsageView)reader.GetInt32(6), SeriesColumns.Read(reader, 1, Every), Cost(reader, 7), Cost(reader, 8),
                        Instant(reader, 9), Instant(reader, 10), reader.GetInt32(11)));
                }

                return revisions;
            },
            cancellationToken);

    public Task<IReadOnlyList<string>> ValuesAsync(string name, UsageView view, SpendDimension dimension, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            async (db, cancellation) =>
            {
                var values = new List<string>();
                if (await accounts.FindAsync(db, name, cancellation) is not { } account)
                {
                    return values;
                }

                await using var command = (await db.CommandAsync(
                        $"""
                        SELECT value FROM totals
                        WHERE account_id = @account AND view = @view AND width = {(int)TotalWidth.Day} AND dimension = @dimension AND value <> ''
                        GROUP BY value ORDER BY MAX(start) DESC, value
                        """,
                        cancellation))
                    .With("@account", account).With("@view", (int)view).With("@dimension", (int)dimension);
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                while (await reader.ReadAsync(cancellation))
                {
                    values.Add(reader.GetString(0));
                }

                return values;
            },
            cancellationToken);

    private static UsageBucket ToBucket(DbDataReader reader)
    {
        var figures = Figures.Read(reader, 6).ToUsage();

        return new(Instant(reader, 0), SeriesColumns.Read(reader, 1, Every))
        {
            Requests = figures.Requests,
            InputTokens = figures.InputTokens,
            CachedTokens = figures.CachedTokens,
            OutputTokens = figures.OutputTokens,
            ReasoningTokens = figures.ReasoningTokens,
            Cost = figures.Cost,
            ByokCost = figures.ByokCost,
        };
    }

    private static DateTimeOffset Instant(DbDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static Usd? Cost(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : new Usd(reader.GetInt64(column));
}
