using Spendwall.Bot.Ledger.Postgres;
using Spendwall.Bot.Ledger.Sqlite;

namespace Spendwall.Bot.Ledger.Storage;

/// <summary>What an engine threw, in words for people.</summary>
internal static class StorageFaults
{
    /// <summary>Null for a fault that is not the storage's, such as a broken constraint.</summary>
    public static StorageException? Describe(Exception exception) => SqliteFault.Describe(exception) ?? PostgresFault.Describe(exception);
}
