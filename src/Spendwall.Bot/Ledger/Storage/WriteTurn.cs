using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger.Storage;

/// <summary>
/// One writer at a time, over all processes, from the start of a write to its end. Every decision of the bot reads before
/// it writes and relies on that: SQLite gives it by BEGIN IMMEDIATE, PostgreSQL by an advisory lock of the transaction,
/// which the server gives back however the process ends.
/// </summary>
internal static class WriteTurn
{
    /// <summary>The database's number for it: any that nobody else uses.</summary>
    private const long Lock = 0x5370_656E_6477_616C;

    /// <summary>As long as a statement on SQLite waits for another process's write.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string PostgresSql =
        string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = {(long)Patience.TotalMilliseconds}; SELECT pg_advisory_xact_lock({Lock})");

    /// <summary>Waits for the turn inside a transaction that has just begun.</summary>
    public static async Task TakeAsync(LedgerContext db, CancellationToken cancellationToken)
    {
        if (db.OnPostgres)
        {
            await db.Database.ExecuteSqlRawAsync(PostgresSql, cancellationToken);
        }
    }
}
