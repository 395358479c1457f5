using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Chat.Discord.Api;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Tests.Chat.Discord.Api;

/// <summary>The REST client over real sockets: what is sent, what is repeated, what a refusal means. D13, D17 and D24.</summary>
public sealed class DiscordApiTests : IAsyncLifetime, IDisposable
{
    private StandInDiscord discord = null!;
    private RestWorld world = null!;

    public async Task InitializeAsync()
    {
        discord = await StandInDiscord.StartAsync();
        world = new RestWorld(discord);
    }

    public async Task DisposeAsync() => await discord.DisposeAsync();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Call_WithABody_IsJsonAsTheBot()
    {
        discord.Answer = static (_, context) => context.Response.WriteAsync("""{"id":"1795241533000200999"}""");

        var answer = await world.PostAsync();

        var call = Assert.Single(discord.Calls);
        Assert.Equal(("POST", "channels/1/messages", "Bot bot-secret", "application/json", """{"content":"x"}"""), (call.Method, call.Path, call.Authorization, call.ContentType, call.Body));
        Assert.Matches(@"^DiscordBot \(https://discord\.com/oauth2/authorize\?client_id=42, \d+\.\d+\.\d+\S*\)$", call.UserAgent);
        Assert.Equal("1795241533000200999", answer.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Call_AnsweredWith204_GivesUndefined()
    {
        discord.Answer = static (_, context) =>
        {
            context.Response.StatusCode = 204;

            return Task.CompletedTask;
        };

        Assert.Equal(JsonValueKind.Undefined, (await world.Api.CallAsync(HttpMethod.Put, "channels/1/messages/pins/2", null, default)).ValueKind);
        Assert.Equal(("PUT", "", ""), (discord.Calls[0].Method, discord.Calls[0].ContentType, discord.Calls[0].Body));
    }

    [Fact]
    public async Task Call_WithFiles_IsMultipart()
    {
        await world.Api.CallAsync(
            HttpMethod.Post, "channels/1/messages", new JsonObject { ["content"] = "x" }, [new("chart.png", "image/png", new byte[] { 0x89, 0x50 })], default);

        var call = Assert.Single(discord.Calls);
        Assert.StartsWith("multipart/form-data; boundary=", call.ContentType, StringComparison.Ordinal);
        Assert.Contains("""name=payload_json""", call.Body.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("""{"content":"x"}""", call.Body, StringComparison.Ordinal);
        Assert.Contains("name=files[0]; filename=chart.png", call.Body.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Content-Type: image/png", call.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Respond_AsAWebhook_CarriesNoBotToken()
    {
        await world.Api.RespondAsync(HttpMethod.Post, RestWorld.Reply, "", new JsonObject { ["content"] = "x" }, [], default);
        await world.Api.RespondAsync(HttpMethod.Patch, RestWorld.Reply, "messages/@original", new JsonObject { ["content"] = "y" }, [], default);
        await world.CallbackAsync();

        Assert.Equal(
            [("POST", "webhooks/42/reply-token", ""), ("PATCH", "webhooks/42/reply-token/messages/@original", ""), ("POST", "interactions/900/reply-token/callback", "")],
            discord.Calls.Select(static call => (call.Method, call.Path, call.Authorization)));
    }

    [Theory]
    [InlineData(401, 0, nameof(DiscordFailure.Token))]
    [InlineData(403, 50001, nameof(DiscordFailure.Permission))]
    [InlineData(403, 50013, nameof(DiscordFailure.Permission))]
    [InlineData(403, 4711, nameof(DiscordFailure.Permission))]
    [InlineData(404, 10003, nameof(DiscordFailure.Channel))]
    [InlineData(404, 10004, nameof(DiscordFailure.Channel))]
    [InlineData(400, 50083, nameof(DiscordFailure.Channel))]
    [InlineData(404, 10008, nameof(DiscordFailure.Message))]
    [InlineData(400, 160004, nameof(DiscordFailure.Message))]
    [InlineData(404, 10015, nameof(DiscordFailure.Interaction))]
    [InlineData(404, 10062, nameof(DiscordFailure.Interaction))]
    [InlineData(400, 40060, nameof(DiscordFailure.Interaction))]
    [InlineData(401, 50027, nameof(DiscordFailure.Interaction))]
    [InlineData(400, 50035, nameof(DiscordFailure.Payload))]
    [InlineData(413, 40005, nameof(DiscordFailure.Payload))]
    [InlineData(400, 4712, nameof(DiscordFailure.Payload))]
    [InlineData(400, 30046, nameof(DiscordFailure.RateLimited))]
    public async Task Call_DiscordSaysNo_IsItsKindAndAskedOnce(int status, int code, string failure)
    {
        Refuse(status, $$"""{"message":"No","code":{{code}}}""");

        var refused = await RestWorld.RefusedAsync(() => world.PostAsync(nonce: "n1"));

        Assert.Equal((failure, code, false), (refused.Failure.ToString(), refused.Code, refused.MayHaveHappened));
        Assert.Single(discord.Calls);
    }

    [Theory]
    [InlineData("POST", "channels/1/messages", 50013, "SEND_MESSAGES (in a thread SEND_MESSAGES_IN_THREADS), EMBED_LINKS")]
    [InlineData("POST", "channels/1/messages/2/threads", 50013, "CREATE_PUBLIC_THREADS")]
    [InlineData("PUT", "channels/1/messages/pins/2", 50013, "PIN_MESSAGES")]
    [InlineData("GET", "channels/1/messages?limit=10", 50013, "READ_MESSAGE_HISTORY")]
    [InlineData("POST", "channels/1/messages", 50001, "VIEW_CHANNEL")]
    [InlineData("PUT", "applications/42/guilds/7/commands", 50001, "applications.commands")]
    [InlineData("GET", "guilds/7", 50001, "membership of that server")]
    public async Task Call_APermissionIsMissing_SaysWhich(string method, string path, int code, string permission)
    {
        Refuse(403, $$"""{"message":"Missing","code":{{code}}}""");

        var refused = await RestWorld.RefusedAsync(() => world.Api.CallAsync(new(method), path, method == "GET" ? null : new JsonObject { ["embeds"] = new JsonArray(new JsonObject()) }, default));

        Assert.Contains(permission, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("42", refused.Message.Replace("42,", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_FieldsAreRefused_SaysWhich()
    {
        Refuse(400, """{"message":"Invalid Form Body","code":50035,"errors":{"embeds":{"0":{"title":{"_errors":[{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 256 or fewer"}]}}}}}""");

        Assert.Contains("embeds.0.title: BASE_TYPE_MAX_LENGTH", (await RestWorld.RefusedAsync(() => world.PostAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D17_AnInteractionThatIsOver_IsNotTriedAgain()
    {
        foreach (int code in new[] { 10062, 40060 })
        {
            Refuse(code == 10062 ? 404 : 400, $$"""{"message":"Unknown interaction","code":{{code}}}""");
            var refused = await RestWorld.RefusedAsync(world.CallbackAsync);

            Assert.Equal((DiscordFailure.Interaction, code), (refused.Failure, refused.Code));
        }

        Assert.Equal(2, discord.Calls.Count);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task D17_ACallbackThatFails_IsNotTriedAgain(int status)
    {
        Refuse(status, """{"message":"oops","retry_after":0.01}""");

        await RestWorld.RefusedAsync(world.CallbackAsync);

        Assert.Single(discord.Calls);
    }

    [Fact]
    public async Task Callback_ThereWasNoConnection_IsTriedOnceMore()
    {
        using var nobody = new RestWorld(discord, apiUrl: "http://127.0.0.1:1/api");

        var refused = await RestWorld.RefusedAsync(nobody.CallbackAsync);

        Assert.Equal((DiscordFailure.Transient, false), (refused.Failure, refused.MayHaveHappened));
        Assert.Single(nobody.Logged, static line => line.StartsWith("Calling ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_TheTokenIsRefused_NothingMoreIsSentWithIt()
    {
        Refuse(401, """{"message":"401: Unauthorized","code":0}""");

        await RestWorld.RefusedAsync(() => world.GetAsync());
        var second = await RestWorld.RefusedAsync(() => world.GetAsync("2"));
        await RestWorld.RefusedAsync(world.CallbackAsync);

        Assert.Equal(DiscordFailure.Token, second.Failure);
        Assert.Equal(["channels/1", "interactions/900/reply-token/callback"], discord.Calls.Select(static call => call.Path));
    }

    [Fact]
    public async Task Respond_AWebhookTokenIsRefused_TheBotsIsStillGood()
    {
        Refuse(401, """{"message":"401: Unauthorized","code":0}""");
        var refused = await RestWorld.RefusedAsync(() => world.Api.RespondAsync(HttpMethod.Patch, RestWorld.Reply, "messages/@original", [], [], default));
        discord.Answer = null;

        await world.GetAsync();

        Assert.Equal(DiscordFailure.Interaction, refused.Failure);
    }

    [Fact]
    public async Task D24_APostWithAnEnforcedNonce_IsRepeatedAsItWas()
    {
        int asked = 0;
        discord.Answer = (_, context) =>
        {
            if (Interlocked.Increment(ref asked) == 1)
            {
                context.Abort();

                return Task.CompletedTask;
            }

            context.Response.StatusCode = asked == 2 ? 502 : 200;

            return context.Response.WriteAsync(asked == 2 ? "<html>bad gateway</html>" : """{"id":"5"}""");
        };

        var answer = await world.PostAsync(nonce: "n1");

        Assert.Equal("5", answer.GetProperty("id").GetString());
        Assert.Equal(3, discord.Calls.Count);
        Assert.Single(discord.Calls.Select(static call => call.Body).Distinct());
    }

    [Theory]
    [InlineData("""{"content":"x"}""")]
    [InlineData("""{"content":"x","nonce":"n1"}""")]
    [InlineData("""{"content":"x","nonce":"n1","enforce_nonce":false}""")]
    public async Task D24_APostWithoutAnEnforcedNonce_IsNotRepeated(string body)
    {
        Refuse(502, "<html>bad gateway</html>");

        var failed = await RestWorld.RefusedAsync(() => world.Api.CallAsync(HttpMethod.Post, "channels/1/messages", JsonNode.Parse(body), default));

        Assert.Equal((DiscordFailure.Transient, true), (failed.Failure, failed.MayHaveHappened));
        Assert.Single(discord.Calls);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Call_ThatChangesNothingTheSecondTime_IsRepeatedThreeTimes(string method)
    {
        Refuse(503, "");

        await RestWorld.RefusedAsync(() => world.Api.CallAsync(new(method), "channels/1/messages/2", null, default));

        Assert.Equal(4, discord.Calls.Count);
    }

    [Fact]
    public async Task Call_NobodyListens_IsNothingThatHappened()
    {
        using var nobody = new RestWorld(discord, RestWorld.Quick with { Retries = 1 }, apiUrl: "http://127.0.0.1:1/api");

        var failed = await RestWorld.RefusedAsync(() => nobody.PostAsync());

        Assert.Equal((DiscordFailure.Transient, false), (failed.Failure, failed.MayHaveHappened));
        Assert.Single(nobody.Logged);
    }

    [Fact]
    public async Task Call_NoAnswerInTime_MayHaveHappened()
    {
        discord.Answer = static (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var hasty = new RestWorld(discord, RestWorld.Quick with { AttemptTimeout = TimeSpan.FromMilliseconds(100) });

        var failed = await RestWorld.RefusedAsync(() => hasty.PostAsync());

        Assert.Equal((DiscordFailure.Transient, true), (failed.Failure, failed.MayHaveHappened));
        Assert.Single(discord.Calls);
    }

    [Theory]
    [InlineData("<html>captive portal</html>")]
    [InlineData("{\"id\":")]
    public async Task Call_AnAnswerThatIsNoJson_IsTransient(string body)
    {
        Refuse(200, body);

        var failed = await RestWorld.RefusedAsync(() => world.PostAsync());

        Assert.Equal((DiscordFailure.Transient, true), (failed.Failure, failed.MayHaveHappened));
    }

    [Fact]
    public async Task Call_WhateverComesBack_NeverShowsAToken()
    {
        Refuse(400, """{"message":"bot-secret reply","code":50035}""");
        string shown = "";
        foreach (var call in new Func<Task>[] { () => world.GetAsync(), world.CallbackAsync, () => world.Api.RespondAsync(HttpMethod.Patch, RestWorld.Reply, "messages/@original", [], [], default) })
        {
            shown += await RestWorld.RefusedAsync(call);
        }

        Refuse(503, "");
        shown += await RestWorld.RefusedAsync(() => world.Api.RespondAsync(HttpMethod.Patch, RestWorld.Reply, "messages/@original", [], [], default));

        Assert.DoesNotContain("reply-token", shown + string.Concat(world.Logged) + RestWorld.Reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    public async Task Call_WithATokenThatIsNone_SendsNothing(string token)
    {
        using var wrong = new RestWorld(discord, token: token);

        var refused = await Assert.ThrowsAsync<DiscordException>(() => wrong.GetAsync());

        Assert.Equal(DiscordFailure.Token, refused.Failure);
        Assert.Empty(discord.Calls);
    }

    [Theory]
    [InlineData("https://discord.com/api/v10", "https://discord.com/api/v10/")]
    [InlineData("https://discord.com/api/v10/", "https://discord.com/api/v10/")]
    [InlineData("http://127.0.0.1:8080/api/v10", "http://127.0.0.1:8080/api/v10/")]
    [InlineData("http://localhost/api//", "http://localhost/api/")]
    public void Address_WithOrWithoutASlash_IsTheSameRoot(string url, string root) =>
        Assert.Equal(root, DiscordTransport.Address(new DiscordOptions { ApiUrl = url }).AbsoluteUri);

    [Theory]
    [InlineData("http://discord.com/api/v10/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("discord.com")]
    public void Address_InPlainTextToAnotherMachine_IsRefused(string url) =>
        Assert.Throws<SettingsException>(() => DiscordTransport.Address(new DiscordOptions { ApiUrl = url }));

    [Theory]
    [InlineData("GET", "channels/123/messages?limit=5", "GET channels/{id}/messages", "channels/123")]
    [InlineData("POST", "channels/123/messages/456/threads", "POST channels/{id}/messages/{id}/threads", "channels/123")]
    [InlineData("PUT", "applications/42/guilds/7/commands", "PUT applications/{id}/guilds/{id}/commands", "")]
    [InlineData("PATCH", "webhooks/42/tok.en/messages/@original", "PATCH webhooks/{id}/{token}/messages/@original", "webhooks/42/tok.en")]
    [InlineData("GET", "gateway/bot", "GET gateway/bot", "")]
    [InlineData("DELETE", "channels/1/messages/4194304", "DELETE channels/{id}/messages/{id} (old)", "channels/1")]
    [InlineData("DELETE", "channels/1/messages/1508000000000000000", "DELETE channels/{id}/messages/{id}", "channels/1")]
    public void Route_NamesNoIdAndNoToken(string method, string path, string name, string major)
    {
        var route = DiscordRoute.Of(new(method), path, new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal((name, major), (route.Name, route.Major));
    }

    private void Refuse(int status, string body) => discord.Answer = (_, context) =>
    {
        context.Response.StatusCode = status;

        return context.Response.WriteAsync(body);
    };
}
