using System.Net.Sockets;
using Npgsql;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Ledger.Postgres;

/// <summary>PostgreSQL's error codes in words.</summary>
internal static class PostgresFault
{
    /// <summary>Null for a fault that is not the storage's, such as a broken constraint.</summary>
    public static StorageException? Describe(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is PostgresException said)
            {
                return Describe(said);
            }

            if (inner is NpgsqlException { InnerException: SocketException or IOException or TimeoutException or null } lost)
            {
                return new(StorageFault.Unreachable, "PostgreSQL does not answer; check that it runs, and the host and port in Spendwall:Storage:ConnectionString.", lost);
            }
        }

        return null;
    }

    // The classes of https://www.postgresql.org/docs/15/errcodes-appendix.html
    private static StorageException? Describe(PostgresException exception) => exception.SqlState switch
    {
        "55P03" or "40P01" or "40001" => new(StorageFault.Locked, "Another replica is writing for longer than it should; this write is tried again at its next time.", exception),
        "25006" => new(StorageFault.ReadOnly, "PostgreSQL takes no writes: it is a standby, or set read-only; name the primary in Spendwall:Storage:ConnectionString.", exception),
        "42501" => new(StorageFault.ReadOnly, "The bot's PostgreSQL user may not do that; make it the owner of its database's schema.", exception),
        "53100" => new(StorageFault.Full, "PostgreSQL cannot grow: its disk is full; free some space, then try again.", exception),
        "53300" => new(StorageFault.Unreachable, "PostgreSQL has no connection left; raise its max_connections, or lower Maximum Pool Size in Spendwall:Storage:ConnectionString.", exception),
        "28P01" or "28000" => new(StorageFault.Unreachable, "PostgreSQL refuses the user or its password; check Spendwall:Storage:ConnectionString.", exception),
        "3D000" => new(StorageFault.Unreachable, "The database does not exist; create it (createdb), or name another in Spendwall:Storage:ConnectionString.", exception),
        "XX001" or "XX002" => new(StorageFault.Corrupt, "The database is damaged; restore a dump with pg_restore.", exception),
        ['5', '7', 'P', ..] or ['0', '8', ..] => new(StorageFault.Unreachable, "PostgreSQL is stopping or starting; the bot goes on when it is back.", exception),
        _ => null,
    };
}
