using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Tests.Support;

/// <summary>A real SQLite file with the schema, deleted at the end of the test.</summary>
public sealed class TestDatabase : IDbContextFactory<LedgerContext>, IAsyncDisposable
{
    private TestDatabase(string path)
    {
        Path = path;
        Database = new LedgerDatabase(this);
    }

    public string Path { get; }

    public string ConnectionString => $"Data Source={Path};Foreign Keys=True;Pooling=False";

    public LedgerDatabase Database { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"spendwall-test-{Guid.NewGuid():N}.db"));
        await using var db = database.CreateDbContext();
        await db.Database.EnsureCreatedAsync();

        return database;
    }

    public LedgerContext CreateDbContext() => new(new DbContextOptionsBuilder<LedgerContext>().UseSqlite(ConnectionString).Options);

    public ValueTask DisposeAsync()
    {
        Database.Dispose();
        foreach (string file in new[] { Path, Path + "-wal", Path + "-shm" })
        {
            File.Delete(file);
        }

        return ValueTask.CompletedTask;
    }
}
