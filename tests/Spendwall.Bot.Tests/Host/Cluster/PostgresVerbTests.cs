using System.Text.Json.Nodes;
using Npgsql;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Host.Cluster;

/// <summary>The verbs on PostgreSQL, as a user meets them.</summary>
public sealed class PostgresVerbTests : IAsyncLifetime
{
    private HostWorld world = null!;
    private string postgres = "";

    public async Task InitializeAsync()
    {
        world = await HostWorld.StartAsync();
        postgres = PostgresServer.Missing is null ? await PostgresDatabases.CreateEmptyAsync() : "";
        world.OwnClock = null;
        Use(static _ => { });
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        if (postgres.Length > 0)
        {
            await PostgresDatabases.DropAsync(postgres);
        }
    }

    [PostgresTheory]
    [InlineData("run")]
    [InlineData("poll")]
    [InlineData("ask /runway")]
    public async Task OldSchema_EndsWithThreeAndNamesMigrate(string line)
    {
        var ran = await world.RunAsync(line.Split(' '));

        Assert.Equal((3, ""), (ran.Code, ran.Output));
        Assert.Contains("run the verb migrate", ran.Error, StringComparison.Ordinal);
        Assert.Equal(0L, await ScalarAsync("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'"));
    }

    [PostgresFact]
    public async Task Migrate_MakesSchemaAndSchedule_BeforeAnyReplicaRuns()
    {
        var first = await world.RunAsync("migrate");
        var again = await world.RunAsync("migrate");

        Assert.Equal((0, 0), (first.Code, again.Code));
        Assert.Matches(@"^PostgreSQL .*: \d+ migration\(s\) applied, 8 jobs scheduled\.\n$", first.Output);
        Assert.Matches(@"^PostgreSQL .*: nothing to migrate, 8 jobs scheduled\.\n$", again.Output);
        Assert.Equal(8L, await ScalarAsync("SELECT COUNT(*) FROM qrtz_triggers"));
    }

    [PostgresFact]
    public async Task Migrate_ChangedSettings_ChangeTheStoredScheduleAndNothingElse()
    {
        await world.RunAsync("migrate");
        await ScalarAsync("UPDATE qrtz_triggers SET next_fire_time = 42");
        Use(static settings =>
        {
            settings["Accounts"]![0]!["PollEvery"] = "00:00:07";
            settings["Accounts"]!.AsArray().RemoveAt(1);
        });

        Assert.Equal(0, (await world.RunAsync("migrate")).Code);

        Assert.Equal(7000L, await ScalarAsync($"SELECT repeat_interval FROM qrtz_simple_triggers WHERE trigger_name = 'poll {HostWorld.Router}'"));
        Assert.Equal(0L, await ScalarAsync($"SELECT COUNT(*) FROM qrtz_triggers WHERE trigger_name = 'poll {HostWorld.Meter}'"));
        Assert.Equal(42L, await ScalarAsync("SELECT next_fire_time FROM qrtz_triggers WHERE trigger_name = 'deliver'"));
    }

    [PostgresFact]
    public async Task Poll_ThenAsk_AnswerFromPostgres()
    {
        await world.RunAsync("migrate");

        var polled = await world.RunAsync("poll", "--json");
        var spend = await world.RunAsync("ask", "/spend week by:model", "--json");

        Assert.Equal((0, 0), (polled.Code, spend.Code));
        Assert.True(spend.Json.GetProperty("data").GetProperty("total_usd").GetDecimal() > 0);
        Assert.False(File.Exists(world.Database));
        Assert.True((long)(await ScalarAsync("SELECT COUNT(*) FROM buckets"))! > 100);
    }

    [PostgresFact]
    public async Task Copy_OfASqliteLedger_AnswersAlikeAfterwards()
    {
        world.WriteSettings(static _ => { });
        await world.RunAsync("poll");
        var before = await world.RunAsync("ask", "/spend month by:day", "--json");
        Use(static _ => { });
        await world.RunAsync("migrate");

        var copied = await world.RunAsync("copy", "spendwall.db");
        var after = await world.RunAsync("ask", "/spend month by:day", "--json");

        Assert.Equal(0, copied.Code);
        Assert.Matches(@"^Copied \d+ rows in \d+ tables from .*spendwall\.db; every table was read back and is the same\.\n$", copied.Output);
        Assert.Equal(before.Json.GetProperty("data").GetRawText(), after.Json.GetProperty("data").GetRawText());
        var twice = await world.RunAsync("copy", "spendwall.db");
        Assert.Equal((1, ""), (twice.Code, twice.Output));
        Assert.Contains("a new database", twice.Error, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Backup_IsRefusedWithTheServersTools()
    {
        await world.RunAsync("migrate");

        var saved = await world.RunAsync("backup", "copy.db");

        Assert.Equal((1, ""), (saved.Code, saved.Output));
        Assert.Contains("pg_dump", saved.Error, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Run_IsReadyOnPostgres_AndLeavesNoSignOfLifeBehind()
    {
        await world.RunAsync("migrate");
        long living = 0;

        int code = await world.RunBotAsync(async _ =>
        {
            while (living == 0)
            {
                living = (long)(await ScalarAsync("SELECT COUNT(*) FROM leases WHERE name LIKE 'replica:%'"))!;
            }
        });

        Assert.Equal((0, 1L), (code, living));
        Assert.Equal(0L, await ScalarAsync("SELECT COUNT(*) FROM leases WHERE name LIKE 'replica:%'"));
    }

    [Fact]
    public async Task Copy_IntoSqlite_IsASettingsFault()
    {
        world.WriteSettings(static _ => { });

        var ran = await world.RunAsync("copy", "spendwall.db");

        Assert.Equal((2, ""), (ran.Code, ran.Output));
        Assert.Contains("Storage:Provider", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_OfASqliteFile_SaysWhatItDid()
    {
        world.WriteSettings(static _ => { });

        var first = await world.RunAsync("migrate");
        var again = await world.RunAsync("migrate");

        Assert.Matches(@"^SQLite .*: \d+ migration\(s\) applied\.\n$", first.Output);
        Assert.Matches(@"^SQLite .*: nothing to migrate\.\n$", again.Output);
    }

    [Fact]
    public async Task Settings_APostgresThatCannotBe_IsAFaultWithoutItsPassword()
    {
        world.WriteSettings(static settings => settings["Storage"] = new JsonObject { ["Provider"] = "Postgres", ["ConnectionString"] = "Database=x;Password=hunter2" });

        var ran = await world.RunAsync("run");

        Assert.Equal((2, ""), (ran.Code, ran.Output));
        Assert.Contains("must name the server", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", ran.Error, StringComparison.Ordinal);
    }

    private void Use(Action<JsonObject> change) => world.WriteSettings(settings =>
    {
        settings["Storage"] = new JsonObject { ["Provider"] = "Postgres", ["ConnectionString"] = postgres };
        change(settings);
    });

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var db = new NpgsqlConnection(postgres);
        await db.OpenAsync();
        await using var command = new NpgsqlCommand(sql, db);

        return await command.ExecuteScalarAsync();
    }
}
