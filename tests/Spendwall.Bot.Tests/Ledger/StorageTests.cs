using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Sqlite;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support;
using static Spendwall.Bot.Tests.Ledger.Facts;

namespace Spendwall.Bot.Tests.Ledger;

public sealed class StorageTests : IDisposable
{
    private readonly TestFile file = new();

    private LedgerStorage Storage => new(file.ConnectionString);

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Open_NoFile_CreatesOneForItsOwnerOnly()
    {
        await Storage.OpenAsync(default);

        Assert.Empty(await Storage.IntegrityCheckAsync(default));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file.Path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Equal("wal", await ScalarAsync("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task Open_AnExistingDatabase_KeepsWhatIsInIt()
    {
        await Storage.OpenAsync(default);
        await WithLedgerAsync(ledger => ledger.StoreAsync(Answer(Monday, null, Bucket(Monday, "a", "x", 3))));

        await Storage.OpenAsync(default);

        await WithLedgerAsync(async ledger => Assert.Equal(Dollars(3), (await ledger.SumAsync(Always)).Cost));
    }

    [Fact]
    public async Task Connections_HaveForeignKeysOnAndTheQuickSynchronousMode()
    {
        await Storage.OpenAsync(default);
        await using var services = new ServiceCollection().AddLedger(file.ConnectionString).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<LedgerContext>>().CreateDbContextAsync();

        Assert.Equal([1L], await db.Database.SqlQueryRaw<long>("SELECT foreign_keys AS \"Value\" FROM pragma_foreign_keys").ToListAsync());
        Assert.Equal([1L], await db.Database.SqlQueryRaw<long>("SELECT synchronous AS \"Value\" FROM pragma_synchronous").ToListAsync());
    }

    [Fact]
    public void InstanceLock_OnAFullDisk_IsHeldAndNotTakenForAnotherRun()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        File.CreateSymbolicLink(file.Path + ".pid", "/dev/full");
        using var held = InstanceLock.Acquire(file.Path);

        Assert.Throws<IOException>(() => new FileStream(file.Path + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None));
    }

    [Fact]
    public async Task Open_ALaterReleasesDatabase_IsRefusedAndLeftAlone()
    {
        await Storage.OpenAsync(default);
        await ScalarAsync("INSERT INTO __EFMigrationsHistory VALUES ('9999_future', '10.0.0')");

        await RefusedAsync(StorageFault.NewerSchema, "9999_future");
    }

    [Fact]
    public async Task Open_SomethingElse_IsRefusedAndLeftAlone()
    {
        await File.WriteAllTextAsync(file.Path, "Dear diary, this is no database at all.");

        await RefusedAsync(StorageFault.NotADatabase, "not a SQLite database");
    }

    [Fact]
    public async Task Open_AFewBytesOfSomethingElse_IsRefusedAndLeftAlone()
    {
        await File.WriteAllTextAsync(file.Path, "SQLite");

        await RefusedAsync(StorageFault.NotADatabase, "not a SQLite database");
    }

    [Fact]
    public async Task Open_ADamagedDatabase_IsRefusedAndLeftAlone()
    {
        await Storage.OpenAsync(default);
        await WithLedgerAsync(ledger => ledger.StoreAsync(Answer(Monday, null, [.. Enumerable.Range(0, 500).Select(i => Bucket(Monday, $"key-{i}", "x", 3))])));
        await ScalarAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        await using (var pages = new FileStream(file.Path, FileMode.Open))
        {
            pages.Position = 4096;
            pages.Write(Enumerable.Repeat((byte)0xAB, (int)pages.Length - 4096).ToArray());
        }

        await RefusedAsync(StorageFault.Corrupt, "damaged");
    }

    [Fact]
    public async Task Open_ReadOnly_IsRefused()
    {
        await Storage.OpenAsync(default);

        var refusal = await Assert.ThrowsAsync<StorageException>(() => new LedgerStorage(file.ConnectionString + ";Mode=ReadOnly").OpenAsync(default));

        Assert.Equal(StorageFault.ReadOnly, refusal.Fault);
    }

    [Fact]
    public async Task Open_NoFolder_IsRefusedWithItsName()
    {
        var refusal = await Assert.ThrowsAsync<StorageException>(() => new LedgerStorage($"Data Source={file.In("missing/spendwall.db")}").OpenAsync(default));

        Assert.Equal(StorageFault.Unreachable, refusal.Fault);
        Assert.Contains(file.In("missing"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AFolder_IsRefused()
    {
        Directory.CreateDirectory(file.Path);

        Assert.Equal(StorageFault.ReadOnly, (await Assert.ThrowsAsync<StorageException>(() => Storage.OpenAsync(default))).Fault);
    }

    [Fact]
    public async Task Write_BesideAnotherProcesssWrite_WaitsAndThenSaysLocked()
    {
        await Storage.OpenAsync(default);
        await using var other = new SqliteConnection(file.ConnectionString);
        await other.OpenAsync();
        await using (var transaction = await other.BeginTransactionAsync())
        {
            var refusal = await Assert.ThrowsAsync<StorageException>(() => WithLedgerAsync(ledger => ledger.StoreAsync(Answer(Monday, null, Bucket(Monday, "a", "x", 3)))));

            Assert.Equal(StorageFault.Locked, refusal.Fault);
        }

        await WithLedgerAsync(ledger => ledger.StoreAsync(Answer(Monday, null, Bucket(Monday, "a", "x", 3))));
    }

    [Fact]
    public async Task Write_HoldsTheWriteLockFromItsStart()
    {
        await Storage.OpenAsync(default);
        await using var services = new ServiceCollection().AddLedger(file.ConnectionString).BuildServiceProvider();

        await services.GetRequiredService<LedgerDatabase>().WriteAsync(
            async (_, cancellation) =>
            {
                await using var other = new SqliteConnection(file.ConnectionString);
                await other.OpenAsync(cancellation);
                Assert.Equal(5, Assert.Throws<SqliteException>(() => other.BeginTransaction()).SqliteErrorCode);

                return true;
            },
            default);
    }

    [Fact]
    public async Task Write_OnAFullDisk_SaysSoAndKeepsNothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var buckets = Enumerable.Range(0, 20_000).Select(i => Bucket(Monday.AddHours(i % 24), $"key-{i / 24}", "x", 3)).ToArray();
        var limited = new SpendLedger(new LedgerDatabase(new LimitedPages(database)));

        var refusal = await Assert.ThrowsAsync<StorageException>(() => limited.StoreAsync(Answer(Monday, null, buckets)));

        Assert.Equal(StorageFault.Full, refusal.Fault);
        Assert.Empty(await database.Ledger.BucketsAsync());
        Assert.Equal(20_000, (await database.Ledger.StoreAsync(Answer(Monday, null, buckets))).Changed);
    }

    [Theory]
    [InlineData("Data Source=a.db")]
    [InlineData("Data Source=a.db;Default Timeout=3")]
    public void ConnectionString_ThatNamesAFile_HasNoFault(string text) => Assert.Null(LedgerStorage.FaultOf(text));

    [Theory]
    [InlineData("", "name a file")]
    [InlineData("Data Source=:memory:", "name a file")]
    [InlineData("Data Source=a.db;Mode=Memory", "name a file")]
    [InlineData("Data Source=a.db;Password=x", "encrypt")]
    [InlineData("Host=db;Database=x", "host")]
    [InlineData("spendwall.db", "Format")]
    public void ConnectionString_ThatCannotBeUsed_SaysWhy(string text, string words) =>
        Assert.Contains(words, LedgerStorage.FaultOf(text), StringComparison.OrdinalIgnoreCase);

    private async Task RefusedAsync(StorageFault fault, string words)
    {
        byte[] before = await File.ReadAllBytesAsync(file.Path);

        var refusal = await Assert.ThrowsAsync<StorageException>(() => Storage.OpenAsync(default));

        Assert.Equal(fault, refusal.Fault);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(file.Path));
    }

    private async Task WithLedgerAsync(Func<ISpendLedger, Task> work)
    {
        await using var services = new ServiceCollection().AddLedger(file.ConnectionString).BuildServiceProvider();
        await work(services.GetRequiredService<ISpendLedger>());
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection(file.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;

        return await command.ExecuteScalarAsync();
    }

    private sealed class LimitedPages(TestDatabase database) : IDbContextFactory<LedgerContext>
    {
        public LedgerContext CreateDbContext()
        {
            var options = new DbContextOptionsBuilder<LedgerContext>();
            options.UseLedger(database.ConnectionString + ";Pooling=False");
            var db = new LedgerContext(options.Options);
            db.Database.OpenConnection();
            db.Database.ExecuteSqlRaw("PRAGMA max_page_count = 80");

            return db;
        }
    }
}
