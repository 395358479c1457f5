using Npgsql;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Copying;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support.Engines;
using static Spendwall.Bot.Tests.Ledger.Facts;

namespace Spendwall.Bot.Tests.Ledger.Copying;

public sealed class LedgerCopyTests : IAsyncLifetime, IDisposable
{
    private readonly TestFile file = new();
    private string postgres = "";

    public async Task InitializeAsync()
    {
        if (PostgresServer.Missing is null)
        {
            postgres = await PostgresDatabases.CreateEmptyAsync();
            await StorageTarget.Postgres(postgres).Storage().MigrateAsync(default);
            await new LedgerStorage(file.ConnectionString).OpenAsync(default);
            await FillAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (postgres.Length > 0)
        {
            await PostgresDatabases.DropAsync(postgres);
        }
    }

    public void Dispose() => file.Dispose();

    [PostgresFact]
    public async Task Copy_AnswersAlike()
    {
        var copied = await CopyAsync();

        using var before = Open(StorageTarget.Sqlite(file.ConnectionString));
        using var after = Open(StorageTarget.Postgres(postgres));
        Assert.Equal(await before.Ledger.BucketsAsync(), await after.Ledger.BucketsAsync());
        Assert.Equal(await before.Ledger.RevisionsAsync(Account, Always, 10, default), await after.Ledger.RevisionsAsync(Account, Always, 10, default));
        Assert.Equal(
            await before.Ledger.SpendAsync(SpendDimension.Key | SpendDimension.Model, byDay: true), await after.Ledger.SpendAsync(SpendDimension.Key | SpendDimension.Model, byDay: true));
        Assert.Equal(await before.Ledger.LotsAsync(Account, default), await after.Ledger.LotsAsync(Account, default));
        Assert.True(copied.Single(static table => table.Name == "buckets").Rows == 3 && copied.Single(static table => table.Name == "audit").Rows == 1);
        Assert.DoesNotContain(copied, static table => table.Name is "leases" or "job_claims");
    }

    [PostgresFact]
    public async Task Copy_ThenWrites_GoOnWithFreeNumbers()
    {
        await CopyAsync();

        using var after = Open(StorageTarget.Postgres(postgres));
        var lot = await after.Ledger.AddLotAsync(new(0, Account, Dollars(5), Monday, null, "typed", LotKind.Purchase), Audit("second"), default);

        Assert.Equal(2, lot.Id);
        Assert.Equal(2, (await after.Ledger.LotsAsync(Account, default)).Count);
    }

    [PostgresFact]
    public async Task Copy_IntoALedger_IsRefusedAndChangesNothing()
    {
        await CopyAsync();
        await ExecuteAsync("DELETE FROM buckets");

        var refusal = await Assert.ThrowsAsync<StorageException>(CopyAsync);

        Assert.Equal(StorageFault.Exists, refusal.Fault);
        Assert.Contains("a new database", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await ExecuteAsync("SELECT COUNT(*) FROM buckets"));
    }

    [PostgresFact]
    public async Task Copy_WhileABotRunsOnTheFile_IsRefused()
    {
        using var running = InstanceLock.Acquire(file.Path);

        var refusal = await Assert.ThrowsAsync<StorageException>(CopyAsync);

        Assert.Equal(StorageFault.InUse, refusal.Fault);
    }

    [PostgresFact]
    public async Task Copy_ThatArrivesOtherwise_KeepsNothing()
    {
        await ExecuteAsync(
            """
            CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.cost := NEW.cost + 1; RETURN NEW; END $$;
            CREATE TRIGGER spoil BEFORE INSERT ON totals FOR EACH ROW EXECUTE FUNCTION spoil()
            """);

        var refusal = await Assert.ThrowsAsync<StorageException>(CopyAsync);

        Assert.Contains("totals did not arrive as it was sent", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await ExecuteAsync("SELECT COUNT(*) FROM accounts"));
    }

    [PostgresFact]
    public async Task Copy_IntoAnUnmigratedDatabase_NamesTheVerb()
    {
        string empty = await PostgresDatabases.CreateEmptyAsync();

        var refusal = await Assert.ThrowsAsync<StorageException>(() => new LedgerCopy(file.ConnectionString, empty).RunAsync(static _ => { }, default));
        await PostgresDatabases.DropAsync(empty);

        Assert.Equal(StorageFault.OlderSchema, refusal.Fault);
    }

    private static AuditRow Audit(string subject) => new() { At = Monday, Actor = "a", Channel = "terminal", Action = "credits.add", Subject = subject };

    private static Opened Open(StorageTarget target)
    {
        var database = new LedgerDatabase(new Contexts(target));

        return new(database, new SpendLedger(database));
    }

    private Task<IReadOnlyList<CopiedTable>> CopyAsync() => new LedgerCopy(file.ConnectionString, postgres).RunAsync(static _ => { }, default);

    private async Task FillAsync()
    {
        using var source = Open(StorageTarget.Sqlite(file.ConnectionString));
        await source.Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 1, 10), Bucket(Monday.AddHours(1), "b", "Ünïcödé 🚀", 2), Bucket(Monday.AddHours(2), "c", "y", null, 3)));
        await source.Ledger.StoreAsync(Answer(Monday.AddDays(2), null, Bucket(Monday, "a", "x", 1.5m, 10)));
        await source.Ledger.StoreAsync(new ProviderFact.Names(Account, Monday, [new("key", "a", "a name\0with a NUL"), new("key", "b", "half a pair \ud83d")]));
        await source.Ledger.AddLotAsync(new(0, Account, Dollars(50), Monday, Monday.AddDays(300), "typed", LotKind.Purchase), Audit("first"), default);
    }

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var db = new NpgsqlConnection(postgres);
        await db.OpenAsync();
        await using var command = new NpgsqlCommand(sql, db);

        return await command.ExecuteScalarAsync();
    }

    private sealed record Opened(LedgerDatabase Database, SpendLedger Ledger) : IDisposable
    {
        public void Dispose() => Database.Dispose();
    }

    private sealed class Contexts(StorageTarget target) : Microsoft.EntityFrameworkCore.IDbContextFactory<LedgerContext>
    {
        public LedgerContext CreateDbContext() => new(target.ContextOptions());
    }
}
