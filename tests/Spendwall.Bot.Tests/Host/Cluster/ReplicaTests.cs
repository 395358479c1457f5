using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Support.Engines;
using Xunit.Abstractions;

namespace Spendwall.Bot.Tests.Host.Cluster;

/// <summary>Two real processes on one PostgreSQL, one of which is killed.</summary>
public sealed class ReplicaTests(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>Far beyond any start on a busy machine.</summary>
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(2);

    private readonly List<Replica> replicas = [];
    private HostWorld world = null!;
    private string postgres = "";

    public async Task InitializeAsync()
    {
        if (PostgresServer.Missing is null)
        {
            world = await HostWorld.StartAsync();
            world.OwnClock = TimeProvider.System;
            postgres = await PostgresDatabases.CreateEmptyAsync();
            world.WriteSettings(settings =>
            {
                settings["Storage"] = new JsonObject { ["Provider"] = "Postgres", ["ConnectionString"] = postgres };
                foreach (var account in settings["Accounts"]!.AsArray())
                {
                    account!["PollEvery"] = "00:00:01";
                    account["BackfillDays"] = 1;
                }
            });
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var replica in replicas)
        {
            replica.Dispose();
        }

        if (postgres.Length > 0)
        {
            await world.DisposeAsync();
            await PostgresDatabases.DropAsync(postgres);
        }
    }

    [PostgresFact]
    public async Task Kill9_OfOneOfTwo_TheOtherTakesItsWorkOver()
    {
        Assert.Equal(0, (await world.RunAsync("migrate")).Code);
        var pair = new[] { Launch(), Launch() };
        foreach (var replica in pair)
        {
            await HolderAsync(replica);
        }

        // The first rounds, which read what was before, are through.
        await AwaitAsync("SELECT COUNT(*) = 2 FROM (SELECT account_id FROM polls GROUP BY account_id HAVING COUNT(*) > 2) p", Start);

        // The one that is at work dies: the other may have been idle until now.
        string dying = (string)(await ScalarAsync("SELECT holder FROM job_claims ORDER BY due DESC LIMIT 1"))!;
        var victim = pair.Single(replica => dying.Contains($":{replica.Process.Id}:", StringComparison.Ordinal));
        var other = pair.Single(replica => replica != victim);
        await AddSendingAsync(dying);

        victim.Process.Kill();
        var since = Stopwatch.StartNew();
        long last = (long)(await ScalarAsync("SELECT COALESCE(MAX(due), 0) FROM job_claims"))!;
        await AwaitAsync($"SELECT state = {(int)DeliveryState.Sent} FROM deliveries WHERE key = 'takeover'", Start);
        var delivered = since.Elapsed;
        foreach (string account in new[] { HostWorld.Router, HostWorld.Meter })
        {
            await AwaitAsync($"SELECT EXISTS (SELECT 1 FROM job_claims WHERE trigger LIKE '%poll {account}' AND due > {last} AND holder <> '{dying}')", Start);
        }

        output.WriteLine($"delivered {delivered.TotalSeconds:0.0} s, polled {since.Elapsed.TotalSeconds:0.0} s after the kill");
        Assert.Equal(1, Ran.Count(other.Output + victim.Output, "a note that was being sent"));

        // Every round was somebody's firing, and no firing was two rounds.
        Assert.True((bool)(await ScalarAsync("SELECT (SELECT COUNT(*) FROM polls) <= (SELECT COUNT(*) FROM job_claims WHERE trigger LIKE '%poll %' OR trigger LIKE 'RECOVERING%' OR trigger LIKE '%recover%')"))!);
        Assert.Equal(0, await other.StopAsync());
        Assert.Equal(0L, await ScalarAsync("SELECT COUNT(*) FROM leases WHERE name LIKE 'replica:%'"));
    }

    private Replica Launch()
    {
        var replica = new Replica(world.SettingsFile);
        replicas.Add(replica);

        return replica;
    }

    private async Task<string> HolderAsync(Replica replica)
    {
        string like = $"%:{replica.Process.Id}:%";
        await AwaitAsync($"SELECT EXISTS (SELECT 1 FROM leases WHERE holder LIKE '{like}')", Start, replica);

        return (string)(await ScalarAsync($"SELECT holder FROM leases WHERE holder LIKE '{like}'"))!;
    }

    /// <summary>What the outbox looks like while a replica sends.</summary>
    private async Task AddSendingAsync(string holder)
    {
        await using var db = new LedgerContext(StorageTarget.Postgres(postgres).ContextOptions());
        db.Add(new Delivery
        {
            Subject = "note",
            Channel = "terminal",
            Kind = DeliveryKind.Root,
            Reason = "test",
            Key = "takeover",
            Payload = AlertJson.Write(new AlertPost.Note("Takeover", "a note that was being sent")),
            State = DeliveryState.Sending,
            Attempts = 1,
            CreatedAt = TimeProvider.System.GetUtcNow(),
            NextAttemptAt = TimeProvider.System.GetUtcNow(),
            ClaimedUntil = TimeProvider.System.GetUtcNow().AddMinutes(2),
            ClaimedBy = holder,
        });
        await db.SaveChangesAsync();
    }

    private async Task AwaitAsync(string sql, TimeSpan most, Replica? replica = null)
    {
        var waited = Stopwatch.StartNew();
        while (await ScalarAsync(sql) is not true)
        {
            Assert.True(waited.Elapsed < most && replica is not { Process.HasExited: true }, $"{sql}\n{string.Join('\n', replicas.Select(static one => one.Output))}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var db = new NpgsqlConnection(postgres);
        await db.OpenAsync();
        await using var command = new NpgsqlCommand(sql, db);

        return await command.ExecuteScalarAsync();
    }

    /// <summary>The bot as a process of its own.</summary>
    private sealed class Replica : IDisposable
    {
        private readonly StringBuilder said = new();

        public Replica(string settings)
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Spendwall.Bot.dll"), "run", "--settings", settings])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            };
            Process = Process.Start(start)!;
            Process.OutputDataReceived += (_, line) => Say(line.Data);
            Process.ErrorDataReceived += (_, line) => Say(line.Data);
            Process.BeginOutputReadLine();
            Process.BeginErrorReadLine();
        }

        public Process Process { get; }

        public string Output
        {
            get
            {
                lock (said)
                {
                    return said.ToString();
                }
            }
        }

        public async Task<int> StopAsync()
        {
            using (var kill = Process.Start("kill", ["-TERM", Process.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync();
            }

            await Process.WaitForExitAsync();

            return Process.ExitCode;
        }

        public void Dispose()
        {
            if (!Process.HasExited)
            {
                Process.Kill();
                Process.WaitForExit();
            }

            Process.Dispose();
        }

        private void Say(string? line)
        {
            lock (said)
            {
                said.AppendLine(line);
            }
        }
    }
}
