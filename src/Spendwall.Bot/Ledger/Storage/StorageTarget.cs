using Spendwall.Bot.Ledger.Postgres;

namespace Spendwall.Bot.Ledger.Storage;

/// <summary>Where the ledger is.</summary>
/// <param name="ConnectionString">The engine's; of SQLite with a full path. May hold a password, so it is never printed.</param>
public sealed record StorageTarget(StorageEngine Engine, string ConnectionString)
{
    public static StorageTarget Sqlite(string connectionString) => new(StorageEngine.Sqlite, connectionString);

    public static StorageTarget Postgres(string connectionString) => new(StorageEngine.Postgres, connectionString);

    /// <summary>What is wrong with the connection string, in a sentence; null when it can be used.</summary>
    public string? Fault => Engine == StorageEngine.Postgres ? PostgresStorage.FaultOf(ConnectionString) : LedgerStorage.FaultOf(ConnectionString);

    public ILedgerStorage Storage() => Engine == StorageEngine.Postgres ? new PostgresStorage(ConnectionString) : new LedgerStorage(ConnectionString);

    public override string ToString() => Engine.ToString();
}

public enum StorageEngine
{
    Sqlite,
    Postgres,
}
