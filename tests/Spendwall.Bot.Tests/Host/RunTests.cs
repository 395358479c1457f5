using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Benchmarks.Replay;
using Spendwall.Bot.Host;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Tests.Host;

/// <summary>The bot as it stays: in this process on an accelerated clock, and as a process of its own.</summary>
public sealed class RunTests
{
    /// <summary>One real second is ten minutes.</summary>
    private const double Speed = 600;

    /// <summary>Only a fault reaches it: a stop takes a second or two, on a busy machine too.</summary>
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Run_WithBothAccounts_IsReadyWarnsOnceAndEndsWithZero()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 40, new ScaledClock(HostWorld.Now, Speed));
        world.WriteSettings(static settings => Array.ForEach([.. settings["Accounts"]!.AsArray()], account => account!["PollEvery"] = "00:05:00"));

        var (code, output) = await RunAsync(world, async app =>
        {
            var health = app.Services.GetRequiredService<BotHealth>();
            await Deadline.UntilAsync(() => health.Rounds.Count == 2, "the first round of both accounts");
            await Deadline.UntilAsync(() => world.OpenAI.Requests.All.Count(entry => entry.Path.EndsWith("/costs", StringComparison.Ordinal)) > 2, "a later poll");

            var polled = await world.RunAsync("poll", "--json");
            Assert.True(polled.Code == 0, polled.Error);
            Assert.Equal(0, polled.Posts);
        });

        Assert.Equal(0, code);
        Assert.Equal(1, Ran.Count(output, " · as of "));
        Assert.Equal(1, Ran.Count(output, "To @dana"));
        await using var reader = await world.ReadAsync();
        var delivery = Assert.Single(await reader.DeliveriesAsync(CancellationToken.None), row => row.Kind == DeliveryKind.Root && row.Mention);
        Assert.Equal(DeliveryState.Sent, delivery.State);
    }

    [Fact]
    public async Task Health_AllWell_AnswersAndIsReady()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 2_000, new ScaledClock(HostWorld.Now, Speed));

        await RunAsync(world, async app =>
        {
            var health = app.Services.GetRequiredService<BotHealth>();
            await Deadline.UntilAsync(() => health.Rounds.Count == 2, "the first round");
            using var http = Client(app);

            Assert.Equal("ok", await http.GetStringAsync("/healthz"));
            var ready = JsonDocument.Parse(await http.GetStringAsync("/readyz")).RootElement;
            Assert.True(ready.GetProperty("ready").GetBoolean());
            Assert.Empty(ready.GetProperty("reasons").EnumerateArray());
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/slack/commands")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/ingest/requests")).StatusCode);
        });
    }

    [Fact]
    public async Task Health_WithABlindAccount_StaysReadyAndNamesIt()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 2_000, new ScaledClock(HostWorld.Now, Speed));
        world.OpenAI.Faults.Add(new("", FaultKind.Status) { Status = 401 });

        await RunAsync(world, async app =>
        {
            var health = app.Services.GetRequiredService<BotHealth>();
            await Deadline.UntilAsync(() => health.Rounds.Count == 2, "the first round");
            using var http = Client(app);

            var ready = JsonDocument.Parse(await http.GetStringAsync("/readyz")).RootElement;

            Assert.True(ready.GetProperty("ready").GetBoolean());
            string reason = Assert.Single(ready.GetProperty("reasons").EnumerateArray()).GetString()!;
            Assert.StartsWith("openai-acme: Credentials", reason, StringComparison.Ordinal);
            Assert.DoesNotContain(world.OpenAI.AdminKey, reason, StringComparison.Ordinal);
            Assert.False(health.Healthy);
        });
    }

    /// <summary>What is composed long before it starts, as with a large database that is checked first, misses its first firing.</summary>
    [Fact]
    public async Task Run_FirstPollMissedWhileItStarted_IsMadeUpForAtOnce()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 2_000, new ScaledClock(HostWorld.Now, 1_000));
        world.WriteSettings(HostWorld.Meter, static account => account["PollEvery"] = "1.00:00:00");

        await RunAsync(world, async app =>
        {
            var health = app.Services.GetRequiredService<BotHealth>();
            await Deadline.UntilAsync(() => health.Rounds.Count == 1, "the first round, which the schedule has tomorrow again", seconds: 15);
        });
    }

    /// <summary>The record says that it is being sent, and the sender is dead: whether it arrived nobody knows.</summary>
    [Fact]
    public async Task Run_AfterAKillInTheOutbox_PostsOnce()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 40, new ScaledClock(HostWorld.Now, Speed));
        await world.RunAsync("poll");
        await ExecuteAsync(world, $"UPDATE deliveries SET state = {(int)DeliveryState.Sending}, sent_at = NULL, handle_channel = NULL, handle_id = NULL, "
            + $"claimed_until = {world.Transport.GetUtcNow().AddMinutes(2).ToUnixTimeMilliseconds()}");
        Assert.Equal(0, (await world.RunAsync("poll")).Posts);

        var (code, output) = await RunAsync(world, app =>
        {
            var health = app.Services.GetRequiredService<BotHealth>();

            return Deadline.UntilAsync(() => health.Rounds.Count == 2, "the first round");
        });

        Assert.Equal(0, code);
        Assert.Equal(1, Ran.Count(output, " · as of "));
        await using var reader = await world.ReadAsync();
        var delivery = Assert.Single(await reader.DeliveriesAsync(CancellationToken.None), row => row.Mention);
        Assert.Equal((DeliveryState.Sent, 2), (delivery.State, delivery.Attempts));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_InTheMiddleOfABackfill_EndsTheProcessWithZeroInFiveSeconds(string signal)
    {
        await using var world = await HostWorld.StartAsync(clock: TimeProvider.System);
        using var child = Start(world);
        await Deadline.UntilAsync(() => world.OpenRouter.Requests.Total > 1, "the first requests");

        bool ended = await child.StopAsync(signal, StopsWithin, CancellationToken.None);

        Assert.True(ended, string.Join('\n', child.Errors));
        Assert.True(child.ExitCode == 0, $"{child.ExitCode}: {string.Join('\n', child.Errors)}");
        await using var reader = await world.ReadAsync();
    }

    [Fact]
    public async Task Signal_WhileItStarts_EndsTheProcessWithZero()
    {
        await using var world = await HostWorld.StartAsync(clock: TimeProvider.System);
        using var child = Start(world);
        await Deadline.UntilAsync(() => File.Exists(world.Database + ".lock"), "the instance lock");

        bool ended = await child.StopAsync("TERM", StopsWithin, CancellationToken.None);

        Assert.True(ended, string.Join('\n', child.Errors));
        Assert.True(child.ExitCode == 0, $"{child.ExitCode}: {string.Join('\n', child.Errors)}");
    }

    [Fact]
    public async Task SecondProcess_OnTheSameFile_IsRefusedWithThreeWhileTheFirstRuns()
    {
        await using var world = await HostWorld.StartAsync(clock: TimeProvider.System);
        using var first = Start(world);
        await Deadline.UntilAsync(() => world.OpenRouter.Requests.Total > 0, "the first requests");

        var second = await world.RunAsync("run");

        Assert.Equal(3, second.Code);
        Assert.Contains($"Another run (process {first.Id})", second.Error, StringComparison.Ordinal);
        Assert.True(first.Running);
    }

    private static BotChild Start(HostWorld world) =>
        BotChild.Start(Path.Combine(AppContext.BaseDirectory, "Spendwall.Bot.dll"), ["run", "--settings", world.SettingsFile], world.Folder);

    private static async Task<(int Code, string Output)> RunAsync(HostWorld world, Func<WebApplication, Task> whileRunning)
    {
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        int code = await BotHost.RunAsync(
            world.Load(),
            world.Process(output, TextWriter.Null),
            async app =>
            {
                await whileRunning(app);
                await stop.CancelAsync();
            },
            stop.Token);

        return (code, output.ToString());
    }

    private static HttpClient Client(WebApplication app)
    {
        string address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

        return new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(20) };
    }

    private static async Task ExecuteAsync(HostWorld world, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={world.Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
