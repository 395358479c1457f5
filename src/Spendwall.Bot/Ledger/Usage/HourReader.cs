using System.Numerics;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>Sums over parts of days.</summary>
internal sealed class HourReader(LedgerDatabase database, AccountCatalog accounts)
{
    /// <summary>For a view of days each sum stands at midnight and covers its day.</summary>
    public Task<IReadOnlyList<HourSum>> HoursAsync(string name, UsageView view, UtcRange range, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<HourSum>>(
            async (db, cancellation) =>
            {
                var sums = new List<HourSum>();
                if (await accounts.FindAsync(db, name, cancellation) is not { } account)
                {
                    return sums;
                }

                await using var command = (await db.CommandAsync(
                        $"""
                        SELECT start, {SqlText.Columns} FROM totals
                        WHERE account_id = @account AND view = @view AND width = @width AND dimension = 0 AND start >= @from AND start < @until ORDER BY start
                        """,
                        cancellation))
                    .With("@account", account).With("@view", (int)view).With("@width", (int)(OfDays(view) ? TotalWidth.Day : TotalWidth.Hour))
                    .With("@from", range.Start.ToUnixTimeMilliseconds()).With("@until", range.End.ToUnixTimeMilliseconds());
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                while (await reader.ReadAsync(cancellation))
                {
                    sums.Add(new(DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)), Figures.Read(reader, 1).ToUsage()));
                }

                return sums;
            },
            cancellationToken);

    /// <summary>Whole days come from the sums by day, the hours at either end from the sums by hour.</summary>
    public Task<UsageFigures> SumAsync(string name, UsageView view, UtcRange range, SeriesFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, cancellation) =>
            {
                var sum = default(Figures);
                if (await accounts.FindAsync(db, name, cancellation) is { } account)
                {
                    foreach (var (width, part) in Parts(view, range))
                    {
                        sum.Add(await SumAsync(db, account, view, width, part, filter, cancellation));
                    }
                }

                return sum.ToUsage();
            },
            cancellationToken);

    private static IEnumerable<(TotalWidth Width, UtcRange Part)> Parts(UsageView view, UtcRange range)
    {
        var firstDay = range.Start.FloorDay() == range.Start ? range.Start : range.Start.FloorDay().AddDays(1);
        var lastDay = range.End.FloorDay();
        if (OfDays(view))
        {
            yield return (TotalWidth.Day, range);
        }
        else if (firstDay >= lastDay)
        {
            yield return (TotalWidth.Hour, range);
        }
        else
        {
            yield return (TotalWidth.Hour, new(range.Start, firstDay));
            yield return (TotalWidth.Day, new(firstDay, lastDay));
            yield return (TotalWidth.Hour, new(lastDay, range.End));
        }
    }

    private static async Task<Figures> SumAsync(
        LedgerContext db, int account, UsageView view, TotalWidth width, UtcRange part, SeriesFilter filter, CancellationToken cancellationToken)
    {
        if (part.Length == TimeSpan.Zero)
        {
            return default;
        }

        var concerned = SeriesColumns.Fixed(filter);
        bool one = BitOperations.PopCount((uint)concerned) <= 1;
        string sql = one
            ? $"""
               SELECT {SqlText.Sums} FROM totals t
               WHERE t.account_id = @account AND t.view = @view AND t.width = @width AND t.dimension = @dimension AND t.start >= @from AND t.start < @until{(concerned == SpendDimension.None ? "" : " AND t.value = @value")}
               """
            : $"""
               SELECT {SqlText.Sums} FROM {(width == TotalWidth.Day ? "daily" : "buckets")} t CROSS JOIN series s
               WHERE s.id = t.series_id AND t.account_id = @account AND t.view = @view AND t.start >= @from AND t.start < @until{SeriesColumns.Where(filter)}
               """;
        await using var command = (await db.CommandAsync(sql, cancellationToken)).With("@account", account).With("@view", (int)view)
            .With("@from", part.Start.ToUnixTimeMilliseconds()).With("@until", part.End.ToUnixTimeMilliseconds());
        if (one)
        {
            command.With("@width", (int)width).With("@dimension", (int)concerned).With("@value", SeriesColumns.Value(filter, concerned) ?? "");
        }
        else
        {
            SeriesColumns.Bind(command, filter);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);

        return await reader.ReadAsync(cancellationToken) ? Figures.Read(reader, 0) : default;
    }

    private static bool OfDays(UsageView view) => view.Width >= TimeSpan.FromDays(1);
}
