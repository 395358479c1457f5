using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Support;

/// <summary>A real database with the model's schema, gone at the end of the test: a SQLite file, or what <see cref="TestEngine"/> says.</summary>
public sealed class TestDatabase : IDbContextFactory<LedgerContext>, IAsyncDisposable
{
    private static readonly Lazy<byte[]> Schema = new(CreateSchema);

    private readonly DbContextOptions<LedgerContext> options;

    private TestDatabase(string path, StorageTarget target)
    {
        Path = path;
        Target = target;
        options = target.ContextOptions();
        Database = new LedgerDatabase(this);
        Ledger = new SpendLedger(Database);
    }

    /// <summary>The file; empty on a server.</summary>
    public string Path { get; }

    public StorageTarget Target { get; }

    public string ConnectionString => Target.ConnectionString;

    public LedgerDatabase Database { get; }

    public SpendLedger Ledger { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        if (TestEngine.Current == StorageEngine.Postgres)
        {
            return new TestDatabase("", StorageTarget.Postgres(await PostgresDatabases.CreateAsync()));
        }

        string path = NewPath();
        var database = new TestDatabase(path, StorageTarget.Sqlite(ConnectionTo(path)));
        await File.WriteAllBytesAsync(database.Path, Schema.Value);

        return database;
    }

    public LedgerContext CreateDbContext() => new(options);

    public async ValueTask DisposeAsync()
    {
        Database.Dispose();
        if (Target.Engine == StorageEngine.Postgres)
        {
            await PostgresDatabases.DropAsync(ConnectionString);

            return;
        }

        using (var pooled = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(pooled);
        }

        Delete(Path);
    }

    /// <summary>The model's schema is made once and copied. Connections are pooled: the last one to close folds the log into the file, which is slow.</summary>
    private static byte[] CreateSchema()
    {
        string path = NewPath();
        using (var db = new LedgerContext(StorageTarget.Sqlite(ConnectionTo(path)).ContextOptions()))
        {
            db.Database.EnsureCreated();
            db.Database.ExecuteSqlRaw("PRAGMA wal_checkpoint(TRUNCATE)");
            SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
        }

        byte[] schema = File.ReadAllBytes(path);
        Delete(path);

        return schema;
    }

    private static string ConnectionTo(string path) => $"Data Source={path};Foreign Keys=True";

    private static string NewPath() => System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"spendwall-test-{Guid.NewGuid():N}.db");

    private static void Delete(string path)
    {
        foreach (string part in new[] { "", "-wal", "-shm" })
        {
            File.Delete(path + part);
        }
    }
}
