using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Api;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack.Api;

/// <summary>CHAT.md §3.1, S23: a token that ends while calls are under way.</summary>
public sealed class TokenRotationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-token-").FullName;

    private readonly ManualClock clock = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    private readonly SlackOptions options = new() { BotToken = new("xoxe.xoxb-0"), RefreshToken = new("xoxe-0"), ClientId = "1.2", ClientSecret = new("client-secret") };

    private int renewed;

    private string Store => Path.Combine(folder, "slack-token.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task S23_TokenEndsInMidFlight_TwoCallsRenewItOnceAndBothSucceed()
    {
        await using var slack = await StandInSlack.StartAsync();
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int late = 0;
        bool keptBeforeUse = true;
        slack.Answer = async (call, context) =>
        {
            if (call.Authorization == "Bearer xoxe.xoxb-0")
            {
                if (Interlocked.Increment(ref late) == 2)
                {
                    both.SetResult();
                }

                await both.Task;
            }
            else if (call.Authorization == "Bearer xoxe.xoxb-1")
            {
                keptBeforeUse &= File.ReadAllText(Store).Contains("xoxe.xoxb-1", StringComparison.Ordinal) && File.ReadAllText(Store).Contains("xoxe-1", StringComparison.Ordinal);
            }

            await AnswerAsync(call, context);
        };
        using var world = World(slack);

        await Task.WhenAll(world.CallAsync("auth.test", []), world.CallAsync("chat.postMessage", new() { ["channel"] = "C1", ["text"] = "x" }));

        Assert.Equal((1, true), (renewed, keptBeforeUse));
        Assert.Equal("client_id=1.2&client_secret=client-secret&grant_type=refresh_token&refresh_token=xoxe-0", slack.Calls.Single(static call => call.Method == "oauth.v2.access").Body);
        Assert.Equal(2, slack.Calls.Count(static call => call.Authorization == "Bearer xoxe.xoxb-1"));
        Assert.DoesNotContain(world.Logged, static line => line.Contains("xoxe", StringComparison.Ordinal) || line.Contains("client-secret", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Store));
        }
    }

    [Fact]
    public async Task S23_AfterARestart_TheKeptTokenServesAndTheNextRefreshUsesTheNewOne()
    {
        await using var slack = await StandInSlack.StartAsync();
        slack.Answer = AnswerAsync;
        using (var first = World(slack))
        {
            await first.CallAsync("auth.test", []);
        }

        using var second = World(slack);
        await second.CallAsync("auth.test", []);
        Assert.Equal(1, renewed);
        clock.Advance(TimeSpan.FromHours(10) + TimeSpan.FromSeconds(1));
        await second.CallAsync("auth.test", []);

        Assert.Equal(2, renewed);
        Assert.EndsWith("refresh_token=xoxe-1", slack.Calls.Last(static call => call.Method == "oauth.v2.access").Body, StringComparison.Ordinal);
        Assert.Equal("Bearer xoxe.xoxb-2", slack.Calls[^1].Authorization);
    }

    [Fact]
    public async Task S23_RefreshFailsWhileTheTokenServes_TheCallGoesOutWithTheOldOne()
    {
        await using var slack = await StandInSlack.StartAsync();
        slack.Answer = AnswerAsync;
        using var world = World(slack);
        await world.CallAsync("auth.test", []);
        slack.Answer = (call, context) => call.Method == "oauth.v2.access" ? context.Response.WriteAsync("""{"ok":false,"error":"internal_error"}""") : AnswerAsync(call, context);
        clock.Advance(TimeSpan.FromHours(11));

        await world.CallAsync("auth.test", []);
        await world.CallAsync("auth.test", []);

        Assert.Equal(2, slack.Calls.Count(static call => call.Method == "oauth.v2.access"));
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("internal_error", (await world.RefusedAsync("auth.test")).Error);
    }

    [Fact]
    public async Task S23_AnotherInstallation_DoesNotUseTheKeptToken()
    {
        await using var slack = await StandInSlack.StartAsync();
        slack.Answer = AnswerAsync;
        using (var world = World(slack))
        {
            await world.CallAsync("auth.test", []);
        }

        using var other = World(slack, options with { BotToken = new("xoxe.xoxb-other"), RefreshToken = new("xoxe-other") });
        await other.CallAsync("auth.test", []);

        Assert.Equal("Bearer xoxe.xoxb-other", slack.Calls[2 + 1].Authorization);
    }

    [Fact]
    public async Task S23_WithoutRotation_AnEndedTokenIsSaidAndNotAskedAgain()
    {
        await using var slack = await StandInSlack.StartAsync();
        slack.Answer = static (_, context) => context.Response.WriteAsync("""{"ok":false,"error":"token_expired"}""");
        using var world = new ApiWorld(slack);

        Assert.Equal("token_expired", (await world.RefusedAsync("chat.postMessage")).Error);
        Assert.Single(slack.Calls);
    }

    [Fact]
    public async Task Lock_HeldForHalfAMinuteByAnother_IsGivenUpWithTheFix()
    {
        using var other = new FileStream(Store + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        var waiting = new SlackTokenFile(Store).LockAsync(clock, default);
        for (int second = 0; second < 120 && !waiting.IsCompleted; second++)
        {
            Assert.True(SpinWait.SpinUntil(() => clock.TimerCount > 0 || waiting.IsCompleted, TimeSpan.FromSeconds(10)));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        var given = await Assert.ThrowsAsync<SlackException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal((SlackFailure.Token, "token_file_locked"), (given.Failure, given.Error));
        Assert.Contains("Slack:TokenStore", given.Message, StringComparison.Ordinal);
        Assert.InRange(clock.GetUtcNow() - new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(32));
    }

    private ApiWorld World(StandInSlack slack, SlackOptions? with = null) => new(
        slack, rotating: (http, logger) => new RotatingSlackToken(http, new Uri(slack.ApiUrl), with ?? options, new SlackTokenFile(Store), ApiWorld.Quick, clock, logger));

    /// <summary>Only the newest token serves; the first has ended.</summary>
    private Task AnswerAsync(StandInCall call, HttpContext context)
    {
        if (call.Method == "oauth.v2.access")
        {
            int next = Interlocked.Increment(ref renewed);

            return context.Response.WriteAsync(new JsonObject
            {
                ["ok"] = true,
                ["access_token"] = $"xoxe.xoxb-{next}",
                ["refresh_token"] = $"xoxe-{next}",
                ["token_type"] = "bot",
                ["expires_in"] = 43_200,
            }.ToJsonString());
        }

        bool serves = call.Authorization == string.Create(CultureInfo.InvariantCulture, $"Bearer xoxe.xoxb-{Volatile.Read(ref renewed)}") && renewed > 0;

        return context.Response.WriteAsync(serves || call.Authorization.EndsWith("other", StringComparison.Ordinal) ? """{"ok":true}""" : """{"ok":false,"error":"token_expired"}""");
    }
}
