using System.Data.Common;
using System.Numerics;
using Spendwall.Bot.Ledger.Accounts;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>
/// Sums by day and dimension. A question about one dimension reads <c>totals</c>, a few rows a day; one about several
/// reads <c>daily</c>, one row a day and series.
/// </summary>
internal sealed class SpendReader(LedgerDatabase database, AccountCatalog accounts)
{
    public Task<IReadOnlyList<SpendSum>> SpendAsync(SpendQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SpendSum>>(
            async (db, cancellation) =>
            {
                if (await accounts.FindAsync(db, query.Account, cancellation) is not { } account)
                {
                    return [];
                }

                var concerned = query.By | SeriesColumns.Fixed(query.Filter);
                await using var command = BitOperations.PopCount((uint)concerned) <= 1
                    ? await TotalsAsync(db, query, concerned, cancellation)
                    : await DailyAsync(db, query, cancellation);
                command.With("@account", account).With("@view", (int)query.View);
                command.With("@from", query.Days.Start.ToUnixTimeMilliseconds()).With("@until", query.Days.End.ToUnixTimeMilliseconds());

                return await ReadAsync(command, query, cancellation);
            },
            cancellationToken);

    private static async Task<DbCommand> TotalsAsync(LedgerContext db, SpendQuery query, SpendDimension concerned, CancellationToken cancellationToken)
    {
        string group = (query.ByDay ? "start, " : "") + (query.By == SpendDimension.None ? "" : "value, ");
        string? value = SeriesColumns.Value(query.Filter, concerned);
        var command = await db.CommandAsync(
            $"""
            SELECT {group}{SqlText.Sums} FROM totals
            WHERE account_id = @account AND view = @view AND width = {(int)TotalWidth.Day} AND dimension = @dimension AND start >= @from AND start < @until{(value is null ? "" : " AND value = @value")}
            GROUP BY {group}account_id ORDER BY {group}account_id
            """,
            cancellationToken);

        return value is null ? command.With("@dimension", (int)concerned) : command.With("@dimension", (int)concerned).With("@value", value);
    }

    private static async Task<DbCommand> DailyAsync(LedgerContext db, SpendQuery query, CancellationToken cancellationToken)
    {
        const string Range = "account_id = @account AND view = @view AND start >= @from AND start < @until";
        string group = (query.ByDay ? "d.start, " : "") + SeriesColumns.Of(query.By);

        // Over many days the series are summed by their number first, which halves the time. CROSS JOIN is an inner join
        // that SQLite does not turn around: the sums first, then each one's series.
        string sums = query.ByDay
            ? $"SELECT start, series_id, {SqlText.Columns} FROM daily WHERE {Range}"
            : $"SELECT series_id, {SqlText.NamedSums} FROM daily WHERE {Range} GROUP BY series_id";
        var command = await db.CommandAsync(
            $"""
            SELECT {group}{SqlText.Sums} FROM ({sums}) d CROSS JOIN series s WHERE s.id = d.series_id{SeriesColumns.Where(query.Filter)}
            GROUP BY {group}s.account_id ORDER BY {group}s.account_id
            """,
            cancellationToken);
        SeriesColumns.Bind(command, query.Filter);

        return command;
    }

    private static async Task<IReadOnlyList<SpendSum>> ReadAsync(DbCommand command, SpendQuery query, CancellationToken cancellationToken)
    {
        int dimensions = query.ByDay ? 1 : 0;
        int figures = dimensions + BitOperations.PopCount((uint)query.By);
        var sums = new List<SpendSum>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            DateOnly? day = query.ByDay ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)).UtcDateTime) : null;
            sums.Add(new(day, SeriesColumns.Read(reader, dimensions, query.By), Figures.Read(reader, figures).ToUsage()));
        }

        return sums;
    }
}
