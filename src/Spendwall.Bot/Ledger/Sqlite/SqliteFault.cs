using Microsoft.Data.Sqlite;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Ledger.Sqlite;

/// <summary>SQLite's result codes in words.</summary>
internal static class SqliteFault
{
    /// <summary>Null for a fault that is not the storage's, such as a broken constraint.</summary>
    public static StorageException? Describe(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is SqliteException sqlite)
            {
                return Describe(sqlite);
            }
        }

        return null;
    }

    // The primary codes of https://www.sqlite.org/rescode.html
    private static StorageException? Describe(SqliteException exception) => exception.SqliteErrorCode switch
    {
        5 or 6 => new(StorageFault.Locked, "The database is locked by another program; let it finish, then try again.", exception),
        8 => new(StorageFault.ReadOnly, "The database is read-only; give the bot's user write permission on the file and its folder.", exception),
        10 => new(StorageFault.Unreachable, "The database's disk failed to read or write; check the disk, then try again.", exception),
        11 => new(StorageFault.Corrupt, "The database is damaged; restore a backup with the verb restore.", exception),
        13 => new(StorageFault.Full, "The database cannot grow: the disk is full; free some space, then try again.", exception),
        14 => new(StorageFault.Unreachable, "The database cannot be opened; check the path in Spendwall:Storage:ConnectionString and its permissions.", exception),
        26 => new(StorageFault.NotADatabase, "The file is not a SQLite database; check the path in Spendwall:Storage:ConnectionString.", exception),
        _ => null,
    };
}
