using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Sqlite;

namespace Spendwall.Bot.Tests.Support;

/// <summary>A real SQLite file with the model's schema, deleted at the end of the test.</summary>
public sealed class TestDatabase : IDbContextFactory<LedgerContext>, IAsyncDisposable
{
    private static readonly Lazy<byte[]> Schema = new(CreateSchema);

    private readonly DbContextOptions<LedgerContext> options;

    private TestDatabase(string path)
    {
        Path = path;
        options = Options(path);
        Database = new LedgerDatabase(this);
        Ledger = new SpendLedger(Database);
    }

    public string Path { get; }

    public string ConnectionString => ConnectionTo(Path);

    public LedgerDatabase Database { get; }

    public SpendLedger Ledger { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase(NewPath());
        await File.WriteAllBytesAsync(database.Path, Schema.Value);

        return database;
    }

    public LedgerContext CreateDbContext() => new(options);

    public ValueTask DisposeAsync()
    {
        Database.Dispose();
        using (var pooled = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(pooled);
        }

        Delete(Path);

        return ValueTask.CompletedTask;
    }

    /// <summary>The model's schema is made once and copied. Connections are pooled: the last one to close folds the log into the file, which is slow.</summary>
    private static byte[] CreateSchema()
    {
        string path = NewPath();
        using (var db = new LedgerContext(Options(path)))
        {
            db.Database.EnsureCreated();
            db.Database.ExecuteSqlRaw("PRAGMA wal_checkpoint(TRUNCATE)");
            SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
        }

        byte[] schema = File.ReadAllBytes(path);
        Delete(path);

        return schema;
    }

    private static DbContextOptions<LedgerContext> Options(string path)
    {
        var builder = new DbContextOptionsBuilder<LedgerContext>();
        builder.UseLedger(ConnectionTo(path));

        return builder.Options;
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
