using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger.Sessions;

/// <summary>
/// Counts sessions across restarts: a platform that allows so many a day takes the token away from a bot that begins more.
/// </summary>
public sealed class SessionStarts(LedgerDatabase database)
{
    /// <summary>What the limits count over.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(1);

    /// <summary>The starts of the last day, oldest first.</summary>
    /// <param name="bot">Whose, such as <c>discord:42</c>.</param>
    /// <exception cref="Storage.StorageException">The storage cannot be used.</exception>
    public Task<IReadOnlyList<DateTimeOffset>> ReadAsync(string bot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - Window;

        return database.ReadAsync<IReadOnlyList<DateTimeOffset>>(
            async (db, token) => await db.Set<SessionStartRow>().AsNoTracking().Where(row => row.Bot == bot && row.At > since).OrderBy(row => row.At).Select(row => row.At).ToListAsync(token),
            cancellationToken);
    }

    /// <summary>Records a start, before it is made; those that no longer count go.</summary>
    /// <exception cref="Storage.StorageException">The storage cannot be used.</exception>
    public Task RecordAsync(string bot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - Window;

        return database.WriteAsync(
            async (db, token) =>
            {
                db.Add(new SessionStartRow { Bot = bot, At = now });

                return await db.Set<SessionStartRow>().Where(row => row.At <= since).ExecuteDeleteAsync(token);
            },
            cancellationToken);
    }
}
