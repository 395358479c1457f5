using System.Text.Json;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Sandbox;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox;

public sealed class SandboxCommandTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    private readonly FlushSignal output = new();
    private readonly StringWriter error = new();
    private readonly ManualClock real = new(Now);
    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("--scenario doom", "doom")]
    [InlineData("--speed 0", "--speed goes from 0.001 to 100000.")]
    [InlineData("--speed fast", "fast")]
    [InlineData("--as bedrock", "bedrock")]
    [InlineData("--chat teams", "--chat is terminal, slack, discord or both.")]
    [InlineData("--exit-after soon", "--exit-after takes hours:minutes:seconds, such as 00:01:00.")]
    [InlineData("--exit-after 00:00:00", "--exit-after is a time above zero and below 24 days.")]
    [InlineData("--start someday", "--start takes an ISO time, such as 2026-11-17T09:00:00Z.")]
    [InlineData("--live-hours -1", "--live-hours goes from 0 to 8760.")]
    [InlineData("--series none.csv", "--series names a file that does not exist.")]
    [InlineData("--join a --serve", "--join and --serve exclude each other.")]
    [InlineData("--nonsense", "--nonsense")]
    public async Task Run_WithAWrongArgument_IsAUsageFault(string line, string message)
    {
        Assert.Equal(2, await RunAsync(line, Unexpected));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Run_ByDefault_GivesTheBotEverythingItNeeds()
    {
        SandboxEnvironment? seen = null;

        int code = await RunAsync("", (environment, _) =>
        {
            seen = environment;

            return Task.FromResult(3);
        });

        Assert.Equal(3, code);
        var settings = seen!.Settings;
        Assert.Equal(["openrouter-main", "openai-acme"], settings.Accounts.Select(account => account.Name));
        Assert.All(settings.Accounts, account => Assert.Equal(("@dana", 1), (account.Owner, account.Channels.Count)));
        Assert.Equal([seen.Urls.OpenRouter, seen.Urls.OpenAI], settings.Accounts.Select(account => account.BaseUrl));
        Assert.Equal([TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15)], settings.Accounts.Select(account => account.PollEvery));
        Assert.Equal(seen.Keys.OpenRouterManagement, settings.Accounts[0].ApiKey.Reveal());
        Assert.Equal(ProviderKind.OpenAI, settings.Accounts[1].Provider);
        Assert.Equal("http://127.0.0.1:0", settings.Http.Urls);
        Assert.Equal(new(2026, 11, 17, 9, 0, 0, TimeSpan.Zero), seen.Clock.Start);
        Assert.Equal(900, seen.Clock.Speed);
        Assert.Contains("78 hours of OpenRouter credit", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Type /runway", output.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(seen.DatabasePath)), "the temporary folder is left over");
    }

    [Fact]
    public async Task Run_WithADatabase_KeepsIt()
    {
        string database = Path.Combine(folder, "mine.db");

        await RunAsync($"--database {database}", async (environment, token) =>
        {
            Assert.Equal($"Data Source={database}", environment.Settings.Storage.ConnectionString);
            await File.WriteAllTextAsync(environment.DatabasePath, "kept", token);

            return 0;
        });

        Assert.Equal("kept", await File.ReadAllTextAsync(database));
    }

    [Fact]
    public async Task Run_UntilExitAfter_EndsWithZero()
    {
        int code = await RunAsync("--exit-after 00:01:00", async (_, token) =>
        {
            var stopped = Task.Delay(Timeout.InfiniteTimeSpan, token);
            real.Advance(TimeSpan.FromMinutes(1));
            await stopped;

            return 5;
        });

        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Run_StoppedFromOutside_EndsWithZeroWhateverTheBotSays()
    {
        using var stop = new CancellationTokenSource();

        int code = await RunAsync("", async (_, _) =>
        {
            await stop.CancelAsync();

            return 5;
        }, stop.Token);

        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("openrouter", true, false)]
    [InlineData("openai", false, true)]
    [InlineData("both", true, true)]
    public async Task Serve_PrintsOneLineOfJsonAndWaits(string standIns, bool openRouter, bool openAI)
    {
        using var stop = new CancellationTokenSource();
        var run = RunAsync($"--serve --as {standIns}", Unexpected, stop.Token);
        await Task.WhenAny(run, output.Flushed);
        Assert.False(run.IsCompleted, error.ToString());

        await stop.CancelAsync();
        Assert.Equal(0, await run);

        var line = JsonDocument.Parse(Assert.Single(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal(openRouter, Text(line, "openrouter_url")?.EndsWith("/api/v1", StringComparison.Ordinal) ?? false);
        Assert.Equal(openAI, Text(line, "openai_url")?.EndsWith("/v1", StringComparison.Ordinal) ?? false);
        Assert.EndsWith("/api/", Text(line, "slack_url"), StringComparison.Ordinal);
        Assert.EndsWith("/api/v10/", Text(line, "discord_url"), StringComparison.Ordinal);
        var keys = line.GetProperty("keys");
        Assert.StartsWith("xoxb-", Text(keys, "slack_bot_token"), StringComparison.Ordinal);
        Assert.StartsWith("xapp-", Text(keys, "slack_app_token"), StringComparison.Ordinal);
        Assert.Equal(32, Text(keys, "slack_signing_secret")?.Length);
        Assert.Equal(3, Text(keys, "discord_token")?.Split('.').Length);
        Assert.Equal((DiscordIdentity.Application, DiscordIdentity.Guild), (Text(keys, "discord_application_id"), Text(keys, "discord_guild_id")));
        Assert.Equal((openRouter, openRouter, openAI), (Text(keys, "openrouter_management") is not null, Text(keys, "openrouter_inference") is not null, Text(keys, "openai_admin") is not null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--series good.csv")]
    public async Task Serve_HasTheRealTimeSoThatABotOutsideCanAskForNow(string input)
    {
        string path = Path.Combine(folder, "good.csv");
        await File.WriteAllTextAsync(path, SandboxData.Header + "2025-02-03T00:00:00Z,app1,qwen-max,10,1000,100,1.5\n");
        real.Advance(TimeSpan.FromMinutes(37.5));
        using var stop = new CancellationTokenSource();
        var run = RunAsync($"--serve {input.Replace("good.csv", path, StringComparison.Ordinal)}", Unexpected, stop.Token);
        await Task.WhenAny(run, output.Flushed);
        var line = JsonDocument.Parse(output.ToString()).RootElement;
        using var client = new StandInClient(Text(line, "openai_url")!, Text(line.GetProperty("keys"), "openai_admin"));

        Assert.Equal("2026-11-21T08:37:30.000Z", (await client.GetAsync("//__control/clock")).GetProperty("now").GetString());
        await client.GetAsync($"/organization/costs?start_time={Now.AddDays(-6).ToUnixTimeSeconds()}&end_time={real.GetUtcNow().ToUnixTimeSeconds()}");

        await stop.CancelAsync();
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Series_WithAFault_IsRefusedWithItsLine()
    {
        string path = Path.Combine(folder, "bad.csv");
        await File.WriteAllTextAsync(path, SandboxData.Header + "2026-11-02T00:00:00Z,a,m,1,1,1,free\n");

        Assert.Equal(1, await RunAsync($"--series {path}", Unexpected));
        Assert.Equal($"{path}: line 2: usd 'free' is not a number\n", error.ToString());
    }

    [Fact]
    public async Task Series_IsReplayedAtBothProviders()
    {
        string path = Path.Combine(folder, "good.csv");
        await File.WriteAllTextAsync(path, SandboxData.Header + "2025-02-03T00:00:00Z,app1,qwen-max,10,1000,100,1.5\n2025-02-16T23:00:00Z,app1,qwen-max,10,1000,100,2.5\n");

        await RunAsync($"--series {path} --live-hours 48", async (environment, _) =>
        {
            Assert.Equal(new DateTimeOffset(2026, 11, 14, 0, 0, 0, TimeSpan.Zero), environment.Clock.Start);
            using var client = new StandInClient(environment.Urls.OpenRouter!, environment.Keys.OpenRouterManagement);
            Assert.Equal(1.5m, (await client.GetAsync("/credits")).GetProperty("data").GetProperty("total_usage").GetDecimal());

            return 0;
        });

        Assert.Contains("a recorded series from 2026-11-02 00:00 to 2026-11-16 00:00 UTC, $4.00 in all, the last 48 hours live", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_ReadsWhatTheOtherProcessWrote()
    {
        string handover = Path.Combine(folder, "handover.json");
        SandboxEnvironment? joined = null;

        await RunAsync($"--handover {handover}", async (environment, token) =>
        {
            real.Advance(TimeSpan.FromSeconds(5));
            await RunAsync($"--join {handover}", (other, _) =>
            {
                joined = other;
                Assert.Equal(environment.Clock.GetUtcNow(), other.Clock.GetUtcNow());
                Assert.Equal((environment.Urls, environment.Keys, environment.DatabasePath), (other.Urls, other.Keys, other.DatabasePath));
                Assert.Equal(environment.Settings.Accounts, other.Settings.Accounts, Same);

                return Task.FromResult(0);
            }, token);
            await RunAsync($"--join {handover} --database {Path.Combine(folder, "own.db")}", (other, _) =>
            {
                Assert.Equal($"Data Source={Path.Combine(folder, "own.db")}", other.Settings.Storage.ConnectionString);

                return Task.FromResult(0);
            }, token);

            return 0;
        });

        Assert.NotNull(joined);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    public async Task Join_AnotherFile_IsRefused(string text)
    {
        string path = Path.Combine(folder, "other.json");
        await File.WriteAllTextAsync(path, text);

        Assert.Equal(1, await RunAsync($"--join {path}", Unexpected));
        Assert.Contains("is no handover of the Sandbox", error.ToString(), StringComparison.Ordinal);
    }

    private static bool Same(AccountOptions a, AccountOptions b) => (a with { Channels = [] }).Equals(b with { Channels = [] });

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();

    private static Task<int> Unexpected(SandboxEnvironment environment, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The bot was not to be started.");

    private Task<int> RunAsync(string line, Func<SandboxEnvironment, CancellationToken, Task<int>> bot, CancellationToken cancellationToken = default) =>
        new SandboxCommand().RunAsync(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries), new SandboxProgram(bot, output, error, real).RunAsync, output, error, cancellationToken);

    private sealed class FlushSignal : StringWriter
    {
        private readonly TaskCompletionSource flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Flushed => flushed.Task;

        public override Task FlushAsync()
        {
            flushed.TrySetResult();

            return Task.CompletedTask;
        }
    }
}
