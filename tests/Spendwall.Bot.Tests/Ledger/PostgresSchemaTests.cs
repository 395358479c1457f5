using Microsoft.EntityFrameworkCore;
using Npgsql;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Ledger;

public sealed class PostgresSchemaTests : IAsyncLifetime
{
    private string connection = "";

    private ILedgerStorage Storage => StorageTarget.Postgres(connection).Storage();

    public async Task InitializeAsync() => connection = PostgresServer.Missing is null ? await PostgresDatabases.CreateEmptyAsync() : "";

    public async Task DisposeAsync()
    {
        if (connection.Length > 0)
        {
            await PostgresDatabases.DropAsync(connection);
        }
    }

    /// <summary>The migrations are written by hand, once for both engines: this is what holds them to the model on this one.</summary>
    [PostgresFact]
    public async Task Migrations_MakeTheSchemaOfTheModel()
    {
        TestEngine.Current = StorageEngine.Postgres;
        await using var model = await TestDatabase.CreateAsync();
        await Storage.MigrateAsync(default);

        var wanted = await DescribeAsync(model.ConnectionString);
        var made = await DescribeAsync(connection);

        Assert.True(wanted.Count > 100, "the model's schema was not read");
        Assert.Equal("", string.Join('\n', wanted.Except(made).Select(line => $"in no migration: {line}").Concat(made.Except(wanted).Select(line => $"not in the model: {line}"))));
    }

    [PostgresFact]
    public async Task Migrate_Again_ChangesNothing()
    {
        int first = await Storage.MigrateAsync(default);

        Assert.True(first > 5);
        Assert.Equal(0, await Storage.MigrateAsync(default));
        await Storage.OpenAsync(default);
    }

    [PostgresFact]
    public async Task Migrate_FromTwoProcessesAtOnce_AppliesEachMigrationOnce()
    {
        int[] applied = await Task.WhenAll(Storage.MigrateAsync(default), Storage.MigrateAsync(default));

        Assert.Equal(0, applied.Min());
        Assert.Equal(await ScalarAsync("SELECT COUNT(*) FROM \"__EFMigrationsHistory\""), (long)applied.Max());
    }

    [PostgresFact]
    public async Task Open_AnOldSchema_IsRefusedAndNamesTheVerb()
    {
        var refusal = await Assert.ThrowsAsync<StorageException>(() => Storage.OpenAsync(default));

        Assert.Equal(StorageFault.OlderSchema, refusal.Fault);
        Assert.Contains("run the verb migrate", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await ScalarAsync("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'"));
    }

    [PostgresFact]
    public async Task Open_ASchemaOfALaterRelease_IsRefused()
    {
        await Storage.MigrateAsync(default);
        await ScalarAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('9999_later', '10') RETURNING 1");

        var refusal = await Assert.ThrowsAsync<StorageException>(() => Storage.OpenAsync(default));

        Assert.Equal(StorageFault.NewerSchema, refusal.Fault);
    }

    [PostgresFact]
    public async Task Describe_SaysEngineAndSchema()
    {
        Assert.EndsWith(" to come)", await Storage.DescribeAsync(default), StringComparison.Ordinal);

        await Storage.MigrateAsync(default);

        Assert.Matches(@"^PostgreSQL \d+\.\d+, schema \d{4}_[a-z_]+$", await Storage.DescribeAsync(default));
        Assert.Empty(await Storage.IntegrityCheckAsync(default));
    }

    [PostgresFact]
    public async Task Backup_NamesTheServersOwnTools()
    {
        var saving = await Assert.ThrowsAsync<StorageException>(() => Storage.BackupAsync("x", default));
        var restoring = await Assert.ThrowsAsync<StorageException>(() => Storage.RestoreAsync("x", default, default));

        Assert.Equal((StorageFault.Input, StorageFault.Input), (saving.Fault, restoring.Fault));
        Assert.Contains("pg_dump", saving.Message, StringComparison.Ordinal);
        Assert.Contains("pg_restore", restoring.Message, StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("UPDATE audit SET actor = 'x'")]
    [InlineData("DELETE FROM audit")]
    [InlineData("TRUNCATE audit")]
    public async Task Audit_RefusesToBeChanged(string sql)
    {
        await Storage.MigrateAsync(default);
        await using (var db = new LedgerContext(StorageTarget.Postgres(connection).ContextOptions()))
        {
            db.Add(new AuditRow { At = Facts.Monday, Actor = "a", Channel = "terminal", Action = "owner.set", Subject = "s" });
            await db.SaveChangesAsync();
        }

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(sql));

        Assert.Contains("append-only", refusal.MessageText, StringComparison.Ordinal);
        Assert.Equal(1L, await ScalarAsync("SELECT COUNT(*) FROM audit"));
    }

    [PostgresTheory]
    [InlineData("Host=/nowhere;Database=x;Username=x", StorageFault.Unreachable, "does not answer")]
    [InlineData("Database=spendwall_that_is_not_there", StorageFault.Unreachable, "createdb")]
    public async Task Open_AServerThatCannotBeUsed_IsOneSentence(string changed, StorageFault fault, string words)
    {
        string target = changed.StartsWith("Host", StringComparison.Ordinal) ? changed : new NpgsqlConnectionStringBuilder(connection) { Database = changed["Database=".Length..] }.ToString();

        var refusal = await Assert.ThrowsAsync<StorageException>(() => StorageTarget.Postgres(target).Storage().OpenAsync(default));

        Assert.Equal(fault, refusal.Fault);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Database=spendwall;Username=x", "server")]
    [InlineData("Host=db;Username=x", "database")]
    [InlineData("Host=db;Database=spendwall;Data Sauce=x", "Data Sauce")]
    [InlineData("Host=db;Database=spendwall;No Reset On Close=true", "No Reset On Close")]
    public void ConnectionString_ThatCannotWork_HasAFault(string text, string words) =>
        Assert.Contains(words, StorageTarget.Postgres(text).Fault, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Target_WithAPassword_NeverPrintsIt() =>
        Assert.DoesNotContain("hunter2", StorageTarget.Postgres("Host=db;Database=x;Password=hunter2").ToString(), StringComparison.Ordinal);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var db = new NpgsqlConnection(connection);
        await db.OpenAsync();
        await using var command = new NpgsqlCommand(sql, db);

        return await command.ExecuteScalarAsync();
    }

    /// <summary>One line for each column, key, index and reference, whatever their order.</summary>
    private static async Task<HashSet<string>> DescribeAsync(string connectionString)
    {
        await using var db = new NpgsqlConnection(connectionString);
        await db.OpenAsync();
        var lines = new HashSet<string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(
            """
            SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || coalesce(collation_name, '') || ' null ' || is_nullable || ' identity ' || coalesce(identity_generation, 'none') || ' default ' || coalesce(column_default, 'none')
            FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\_\_%'
            UNION ALL SELECT 'constraint ' || conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE '%\_\_EF%'
            UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\_\_%'
            """,
            db);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}
