using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Storage;
using static Spendwall.Bot.Tests.Ledger.Facts;

namespace Spendwall.Bot.Tests.Ledger;

public sealed class BackupTests : IAsyncLifetime, IDisposable
{
    private readonly TestFile file = new();
    private ServiceProvider services = null!;

    private LedgerStorage Storage => services.GetRequiredService<LedgerStorage>();

    private ISpendLedger Ledger => services.GetRequiredService<ISpendLedger>();

    public async Task InitializeAsync()
    {
        services = new ServiceCollection().AddLedger(file.ConnectionString).BuildServiceProvider();
        await Storage.OpenAsync(default);
        await Ledger.StoreAsync(Answer(Monday, null, Bucket(Monday, "a", "x", 3)));
    }

    public async Task DisposeAsync() => await services.DisposeAsync();

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Backup_WhileOthersWrite_IsOneWholeMoment()
    {
        using var running = InstanceLock.Acquire(file.Path);
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var writing = Task.Run(async () =>
        {
            for (int i = 1; !stop.IsCancellationRequested; i++)
            {
                await Ledger.StoreAsync(Answer(Monday, null, [.. Enumerable.Range(0, 200).Select(key => Bucket(Monday.AddHours(i % 100), $"key-{key}", "x", i))]));
                started.TrySetResult();
            }
        });
        await started.Task;
        await Storage.BackupAsync(file.In("backup.db"), default);
        await stop.CancelAsync();
        await writing;

        Assert.Empty(await new LedgerStorage($"Data Source={file.In("backup.db")};Pooling=False").IntegrityCheckAsync(default));
        await using var copy = new ServiceCollection().AddLedger($"Data Source={file.In("backup.db")};Pooling=False").BuildServiceProvider();
        var ledger = copy.GetRequiredService<ISpendLedger>();
        var buckets = await ledger.BucketsAsync();
        Assert.True(buckets.Count > 200);
        Assert.Equal(buckets.Sum(bucket => bucket.Cost!.Value.Dollars), (await ledger.SumAsync(Always)).Cost!.Value.Dollars);
    }

    [Fact]
    public async Task Backup_IsOnePlainFileForItsOwnerOnly()
    {
        await Storage.BackupAsync(file.In("backup.db"), default);

        Assert.Equal([file.In("backup.db")], Directory.GetFiles(file.Folder, "backup*"));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file.In("backup.db")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task Backup_OntoAFile_IsRefusedAndTheFileKept()
    {
        await File.WriteAllTextAsync(file.In("backup.db"), "precious");

        var refusal = await Assert.ThrowsAsync<StorageException>(() => Storage.BackupAsync(file.In("backup.db"), default));

        Assert.Equal(StorageFault.Exists, refusal.Fault);
        Assert.Equal("precious", await File.ReadAllTextAsync(file.In("backup.db")));
    }

    [Fact]
    public async Task Restore_BringsTheBackupBackAndKeepsTheOldOne()
    {
        await Storage.BackupAsync(file.In("backup.db"), default);
        await Ledger.StoreAsync(Answer(Monday, null, Bucket(Monday, "a", "x", 9)));

        string? kept = await Storage.RestoreAsync(file.In("backup.db"), Monday, default);

        Assert.Equal(file.Path + ".before-restore-20261005T000000Z", kept);
        Assert.Equal(3m, await CostAsync(file.Path));
        Assert.Equal(9m, await CostAsync(kept!));
        Assert.Equal(3m, await CostAsync(file.In("backup.db")));
        await Storage.OpenAsync(default);
    }

    [Fact]
    public async Task Restore_WithoutADatabase_JustPutsItThere()
    {
        await Storage.BackupAsync(file.In("backup.db"), default);
        var elsewhere = new LedgerStorage($"Data Source={file.In("new.db")};Pooling=False");

        Assert.Null(await elsewhere.RestoreAsync(file.In("backup.db"), Monday, default));
        Assert.Equal(3m, await CostAsync(file.In("new.db")));
    }

    [Fact]
    public async Task Restore_OverADamagedDatabase_Works()
    {
        await Storage.BackupAsync(file.In("backup.db"), default);
        await File.WriteAllTextAsync(file.Path, "no database any more, just words");

        Assert.NotNull(await Storage.RestoreAsync(file.In("backup.db"), Monday, default));
        Assert.Equal(3m, await CostAsync(file.Path));
    }

    [Fact]
    public async Task Restore_WhileABotRuns_IsRefused()
    {
        await Storage.BackupAsync(file.In("backup.db"), default);
        using var running = InstanceLock.Acquire(file.Path);

        Assert.Equal(StorageFault.InUse, (await Assert.ThrowsAsync<StorageException>(() => Storage.RestoreAsync(file.In("backup.db"), Monday, default))).Fault);
    }

    [Fact]
    public async Task Restore_WhileAnotherProgramHasItOpen_IsRefused()
    {
        await Storage.BackupAsync(file.In("backup.db"), default);
        await using var other = new SqliteConnection(file.ConnectionString);
        await other.OpenAsync();
        await using var command = other.CreateCommand();
        command.CommandText = "SELECT count(*) FROM accounts";
        await command.ExecuteScalarAsync();

        Assert.Equal(StorageFault.Locked, (await Assert.ThrowsAsync<StorageException>(() => Storage.RestoreAsync(file.In("backup.db"), Monday, default))).Fault);
        Assert.Equal(3m, await CostAsync(file.Path));
    }

    [Theory]
    [InlineData("missing.db", StorageFault.Unreachable)]
    [InlineData("text.db", StorageFault.NotADatabase)]
    [InlineData("empty.db", StorageFault.NotADatabase)]
    [InlineData("foreign.db", StorageFault.NotADatabase)]
    public async Task Restore_OfSomethingElse_IsRefusedAndTheDatabaseKept(string name, StorageFault fault)
    {
        await File.WriteAllTextAsync(file.In("text.db"), "these are just some words, too");
        await File.WriteAllBytesAsync(file.In("empty.db"), []);
        await using (var foreign = new SqliteConnection($"Data Source={file.In("foreign.db")};Pooling=False"))
        {
            await foreign.OpenAsync();
            await using var command = foreign.CreateCommand();
            command.CommandText = "CREATE TABLE songs (title TEXT)";
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal(fault, (await Assert.ThrowsAsync<StorageException>(() => Storage.RestoreAsync(file.In(name), Monday, default))).Fault);
        Assert.Equal(3m, await CostAsync(file.Path));
    }

    [Fact]
    public void InstanceLock_IsForOneAtATime()
    {
        using (InstanceLock.Acquire(file.Path))
        {
            var refusal = Assert.Throws<StorageException>(() => InstanceLock.Acquire(file.Path));

            Assert.Equal(StorageFault.InUse, refusal.Fault);
            Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
        }

        InstanceLock.Acquire(file.Path).Dispose();
    }

    private static async Task<decimal?> CostAsync(string path)
    {
        await using var services = new ServiceCollection().AddLedger($"Data Source={path};Pooling=False").BuildServiceProvider();

        return (await services.GetRequiredService<ISpendLedger>().SumAsync(Always)).Cost?.Dollars;
    }
}
