using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Spendwall.Bot.Chat.Slack;

namespace Spendwall.Bot.Tests.Chat.Slack.Api;

/// <summary>The client of Slack's Web API over real sockets: S15–S17, S20 and its part of S22.</summary>
public sealed class SlackApiTests : IAsyncLifetime, IDisposable
{
    private StandInSlack slack = null!;
    private ApiWorld world = null!;

    public async Task InitializeAsync()
    {
        slack = await StandInSlack.StartAsync();
        world = new ApiWorld(slack);
    }

    public async Task DisposeAsync() => await slack.DisposeAsync();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Call_AChatMethod_IsJsonWithTheTokenInTheHeader()
    {
        await world.CallAsync("chat.postMessage", new() { ["channel"] = "C1", ["text"] = "grün & <b>", ["blocks"] = new JsonArray(new JsonObject { ["type"] = "divider" }) });

        var call = Assert.Single(slack.Calls);
        Assert.Equal(("chat.postMessage", "Bearer xoxb-secret", "application/json; charset=utf-8"), (call.Method, call.Authorization, call.ContentType));
        Assert.Equal("grün & <b>", JsonNode.Parse(call.Body)!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Call_AnyOtherMethod_IsAFormWithJsonInsideFields()
    {
        await world.CallAsync("conversations.list", new() { ["types"] = "public_channel,private_channel", ["limit"] = 200, ["exclude_archived"] = true, ["cursor"] = null, ["x"] = new JsonArray(1, "a b") });

        var call = Assert.Single(slack.Calls);
        Assert.Equal("application/x-www-form-urlencoded", call.ContentType);
        Assert.Equal("types=public_channel%2Cprivate_channel&limit=200&exclude_archived=true&x=%5B1%2C%22a+b%22%5D", call.Body);
    }

    [Fact]
    public async Task S20_Ts_RoundTripsAsText()
    {
        slack.Answer = static (_, context) => context.Response.WriteAsync("""{"ok":true,"channel":"C1","ts":"1795241533.000200"}""");

        var answer = await world.CallAsync("chat.postMessage", new() { ["channel"] = "C1" });
        await world.CallAsync("chat.update", new() { ["channel"] = "C1", ["ts"] = answer.GetProperty("ts").GetString() });

        Assert.Contains("\"ts\":\"1795241533.000200\"", slack.Calls[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid_auth", nameof(SlackFailure.Token))]
    [InlineData("token_expired", nameof(SlackFailure.Token))]
    [InlineData("missing_scope", nameof(SlackFailure.Scope))]
    [InlineData("channel_not_found", nameof(SlackFailure.Channel))]
    [InlineData("is_archived", nameof(SlackFailure.Channel))]
    [InlineData("restricted_action_whatever", nameof(SlackFailure.Channel))]
    [InlineData("invalid_blocks", nameof(SlackFailure.Payload))]
    [InlineData("msg_too_long", nameof(SlackFailure.Payload))]
    [InlineData("an_error_of_tomorrow", nameof(SlackFailure.Payload))]
    [InlineData("message_not_found", nameof(SlackFailure.Message))]
    [InlineData("expired_trigger_id", nameof(SlackFailure.Message))]
    public async Task Call_SlackSaysNo_IsItsKindAndAskedOnce(string error, string failure)
    {
        slack.Answer = (_, context) => context.Response.WriteAsync($$"""{"ok":false,"error":"{{error}}"}""");

        var refused = await world.RefusedAsync("chat.update");

        Assert.Equal((failure, error, false), (refused.Failure.ToString(), refused.Error, refused.MayHaveHappened));
        Assert.Single(slack.Calls);
    }

    [Fact]
    public async Task Call_WhateverComesBack_NeverShowsTheToken()
    {
        slack.Answer = static (_, context) => context.Response.WriteAsync("""{"ok":false,"error":"bad xoxb-secret <!channel>","needed":"xoxb-secret"}""");
        var refused = await world.RefusedAsync("auth.test");
        using var unusable = new ApiWorld(slack, token: "xoxb-sec\nret");

        var none = await unusable.RefusedAsync("auth.test");

        Assert.Equal(("unknown_error", "not_authed"), (refused.Error, none.Error));
        Assert.DoesNotContain("xoxb", $"{refused}{none}{string.Join('|', world.Logged)}", StringComparison.Ordinal);
        Assert.Single(slack.Calls);
    }

    [Theory]
    [InlineData("<html>", 200)]
    [InlineData("", 200)]
    [InlineData("[]", 200)]
    [InlineData("""{"ok":"yes"}""", 200)]
    [InlineData("<html>", 503)]
    [InlineData("""{"ok":true}""", 502)]
    public async Task Call_AnAnswerThatIsNone_IsTransientAndAReadIsAskedAgain(string body, int status)
    {
        slack.Answer = (_, context) =>
        {
            context.Response.StatusCode = status;

            return context.Response.WriteAsync(slack.Calls.Count < 3 ? body : Reset(context));
        };

        var answer = await world.CallAsync("auth.test", []);

        Assert.True(answer.GetProperty("ok").GetBoolean());
        Assert.Equal(3, slack.Calls.Count);

        static string Reset(HttpContext context)
        {
            context.Response.StatusCode = 200;

            return """{"ok":true}""";
        }
    }

    [Theory]
    [InlineData("chat.postMessage", 500, "")]
    [InlineData("chat.postEphemeral", 503, "<html>")]
    [InlineData("views.open", 200, "<html>")]
    [InlineData("chat.postMessage", 200, """{"ok":false,"error":"internal_error"}""")]
    [InlineData("a.methodOfTomorrow", 500, "")]
    public async Task S16_APostWithoutAClearAnswer_IsNotSentAgain(string method, int status, string body)
    {
        slack.Answer = (_, context) =>
        {
            context.Response.StatusCode = status;

            return context.Response.WriteAsync(body);
        };

        var failed = await world.RefusedAsync(method);

        Assert.Equal((SlackFailure.Transient, true), (failed.Failure, failed.MayHaveHappened));
        Assert.Single(slack.Calls);
    }

    [Fact]
    public async Task S16_APostThatTimesOut_IsNotSentAgain()
    {
        using var hasty = new ApiWorld(slack, ApiWorld.Quick with { AttemptTimeout = TimeSpan.FromMilliseconds(300) });
        slack.Answer = static (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var failed = await hasty.RefusedAsync("chat.postMessage");

        Assert.Equal(("no_answer", true), (failed.Error, failed.MayHaveHappened));
        Assert.Single(slack.Calls);
    }

    [Fact]
    public async Task S16_APostWhoseAnswerIsCutOff_IsNotSentAgain()
    {
        slack.Answer = static async (_, context) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("""{"ok":true,""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        var failed = await world.RefusedAsync("chat.postMessage");

        Assert.Equal(("no_answer", true), (failed.Error, failed.MayHaveHappened));
        Assert.Single(slack.Calls);
    }

    [Fact]
    public async Task Call_NobodyListens_WasNotSent()
    {
        using var nowhere = new ApiWorld(slack, apiUrl: "http://127.0.0.1:1/api/");

        var failed = await nowhere.RefusedAsync("chat.postMessage");

        Assert.Equal((SlackFailure.Transient, "no_connection", false), (failed.Failure, failed.Error, failed.MayHaveHappened));
        Assert.Equal(ApiWorld.Quick.Retries, nowhere.Logged.Count);
    }

    [Theory]
    [InlineData("0.3", "", 0.3)]
    [InlineData("1", "", 1)]
    [InlineData("date", "", 1)]
    [InlineData(null, """{"ok":false,"error":"ratelimited","retry_after":0.2}""", 0.2)]
    [InlineData(null, """{"ok":false,"error":"ratelimited","retry_after":"0.2"}""", 0.2)]
    [InlineData(null, "", 0.1)]
    [InlineData(null, "<html>", 0.1)]
    public async Task S15_RetryAfterInAnyForm_IsWaitedForAndThePostComesOnce(string? header, string body, double seconds)
    {
        var arrived = new List<long>();
        slack.Answer = (_, context) =>
        {
            arrived.Add(Stopwatch.GetTimestamp());
            if (arrived.Count > 1)
            {
                return context.Response.WriteAsync("""{"ok":true}""");
            }

            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = header == "date" ? "Sat, 21 Nov 2026 12:00:02 GMT" : header;
            context.Response.Headers.Date = "Sat, 21 Nov 2026 12:00:01 GMT";

            return context.Response.WriteAsync(body);
        };

        await world.CallAsync("chat.postMessage", new() { ["channel"] = "C1" });

        Assert.Equal(2, arrived.Count);
        Assert.InRange(Stopwatch.GetElapsedTime(arrived[0], arrived[1]).TotalSeconds, seconds - 0.05, seconds + 5);
    }

    [Fact]
    public async Task S15_A429OfOneChannel_DelaysNoOtherChannelAndNoOtherMethod()
    {
        slack.Answer = static (call, context) =>
        {
            if (call.Method == "chat.postMessage" && call.Body.Contains("C-busy", StringComparison.Ordinal))
            {
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "20";

                return Task.CompletedTask;
            }

            return context.Response.WriteAsync("""{"ok":true}""");
        };
        using var stop = new CancellationTokenSource();
        var busy = world.Api.CallAsync("chat.postMessage", new() { ["channel"] = "C-busy" }, stop.Token);
        await Transport.SocketWorld.UntilAsync(() => slack.Calls.Count == 1);

        await world.CallAsync("chat.postMessage", new() { ["channel"] = "C-calm" }).WaitAsync(TimeSpan.FromSeconds(10));
        await world.CallAsync("chat.update", new() { ["channel"] = "C-busy" }).WaitAsync(TimeSpan.FromSeconds(10));
        var second = world.Api.CallAsync("chat.postMessage", new() { ["channel"] = "C-busy" }, stop.Token);

        Assert.False(busy.IsCompleted || second.IsCompleted);
        Assert.Equal(3, slack.Calls.Count);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => busy);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public async Task S15_ALongerWaitThanIsWorthIt_IsSaidAtOnce()
    {
        slack.Answer = static (_, context) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "3600";

            return Task.CompletedTask;
        };

        var first = await world.RefusedAsync("chat.postMessage");
        var second = await world.RefusedAsync("chat.postMessage");

        Assert.Equal((SlackFailure.RateLimited, TimeSpan.FromHours(1), false), (first.Failure, first.RetryAfter, first.MayHaveHappened));
        Assert.InRange(second.RetryAfter!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        Assert.Single(slack.Calls);
    }

    [Theory]
    [InlineData("chat.postMessage")]
    [InlineData("chat.postEphemeral")]
    public async Task S22_NotInTheChannel_IsTheAnswerAndNothingIsJoinedHere(string method)
    {
        slack.Answer = static (_, context) => context.Response.WriteAsync("""{"ok":false,"error":"not_in_channel"}""");

        var refused = await world.RefusedAsync(method);

        Assert.Equal((SlackFailure.Channel, "not_in_channel"), (refused.Failure, refused.Error));
        Assert.Equal(method, Assert.Single(slack.Calls).Method);
    }

    [Fact]
    public async Task Call_AnAnswerWithoutEnd_StopsAtTheCap()
    {
        using var narrow = new ApiWorld(slack, ApiWorld.Quick with { LargestAnswer = 64 * 1024 });
        slack.Answer = static async (_, context) =>
        {
            byte[] part = new byte[16 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(part);
            }
        };

        var failed = await narrow.RefusedAsync("chat.postMessage");

        Assert.Equal("no_json", failed.Error);
    }

    [Fact]
    public async Task Call_ARedirect_IsNotFollowed()
    {
        slack.Answer = static (_, context) =>
        {
            context.Response.Redirect("/elsewhere");

            return Task.CompletedTask;
        };

        var failed = await world.RefusedAsync("chat.postMessage");

        Assert.Equal("http_302", failed.Error);
        Assert.Single(slack.Calls);
    }
}
