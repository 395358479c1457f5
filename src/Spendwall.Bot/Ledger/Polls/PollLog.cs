using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Accounts;

namespace Spendwall.Bot.Ledger.Polls;

/// <summary>When each account was read, how it went, and how far each dataset has come.</summary>
internal sealed class PollLog(LedgerDatabase database, AccountCatalog accounts)
{
    public static async Task MarkAsync(LedgerContext db, int account, DatasetMark mark, CancellationToken cancellationToken)
    {
        var row = await db.FindAsync<MarkRow>([account, mark.Dataset], cancellationToken);
        if (row is null)
        {
            row = new MarkRow { AccountId = account, Dataset = mark.Dataset, DoneAt = mark.DoneAt };
            db.Add(row);
        }

        (row.DoneAt, row.ReadUntil, row.CoversUntil) = (mark.DoneAt, mark.ReadUntil, mark.CoversUntil);
    }

    public Task RecordAsync(PollRun run, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, cancellation) => db.Add(new PollRow
            {
                AccountId = await accounts.EnsureAsync(db, run.Account, cancellation),
                StartedAt = run.StartedAt,
                EndedAt = run.EndedAt,
                Failure = run.Failure,
                Message = run.Message,
                Remedy = run.Remedy,
                Rows = run.Rows,
            }),
            cancellationToken);

    public Task<IReadOnlyList<PollRun>> LatestAsync(string name, int most, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<PollRun>>(
            async (db, cancellation) =>
            {
                var rows = await accounts.FindAsync(db, name, cancellation) is { } account
                    ? await db.Set<PollRow>().AsNoTracking().Where(row => row.AccountId == account)
                        .OrderByDescending(row => row.EndedAt).ThenByDescending(row => row.Id).Take(most).ToListAsync(cancellation)
                    : [];

                return [.. rows.Select(row => new PollRun(name, row.StartedAt, row.EndedAt, row.Failure, row.Message, row.Remedy, row.Rows))];
            },
            cancellationToken);

    public Task<IReadOnlyDictionary<string, DatasetMark>> MarksAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, DatasetMark>>(
            async (db, cancellation) =>
            {
                var rows = await accounts.FindAsync(db, name, cancellation) is { } account
                    ? await db.Set<MarkRow>().AsNoTracking().Where(row => row.AccountId == account).ToListAsync(cancellation)
                    : [];

                return rows.ToDictionary(
                    static row => row.Dataset, row => new DatasetMark(name, row.Dataset, row.DoneAt, row.ReadUntil, row.CoversUntil), StringComparer.Ordinal);
            },
            cancellationToken);
}
