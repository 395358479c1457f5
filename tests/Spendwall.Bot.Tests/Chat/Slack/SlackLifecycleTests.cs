using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Manifest;
using Spendwall.Bot.Host.Health;
using Spendwall.Bot.Tests.Chat.Slack.Api;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack;

/// <summary>What Slack tells of the app and its channels, to what <c>/readyz</c> says.</summary>
public sealed class SlackLifecycleTests
{
    private static readonly ChatMessage Message = new() { Title = "Critical" };

    [Theory]
    [InlineData("app_uninstalled", "{}")]
    [InlineData("tokens_revoked", """{"tokens":{"oauth":[],"bot":["UBOT"]}}""")]
    public async Task TokenGone_IsSaidWithTheRemedyAndSlackIsAskedOnceAMinute(string type, string payload)
    {
        await using var slack = await StandInSlack.StartAsync();
        slack.Answer = static (_, context) => context.Response.WriteAsync("""{"ok":false,"error":"account_inactive"}""");
        using var world = new ApiWorld(slack);

        await RaiseAsync(world, type, payload);
        for (int post = 0; post < 5; post++)
        {
            Assert.Equal((SlackFailure.Token, "account_inactive"), await FailureAsync(world));
        }

        string line = Assert.Single(new ChatLinks(new(), standing: world.Standing).Troubles);
        Assert.Contains("account_inactive", line, StringComparison.Ordinal);
        Assert.Contains("Slack:BotToken", line, StringComparison.Ordinal);
        Assert.Equal("auth.test", Assert.Single(slack.Calls).Method);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await FailureAsync(world);
        await FailureAsync(world);
        Assert.Equal(2, slack.Calls.Count);
    }

    [Fact]
    public async Task TokenGone_ThenGoodAgain_IsFoundByTheNextCallThatIsLetThrough()
    {
        await using var slack = await StandInSlack.StartAsync();
        slack.Answer = static (_, context) => context.Response.WriteAsync("""{"ok":false,"error":"token_revoked"}""");
        using var world = new ApiWorld(slack);
        await FailureAsync(world);
        slack.Answer = null;
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        await world.CallAsync("chat.postMessage", new() { ["channel"] = "C1", ["text"] = "x" });

        Assert.Empty(new ChatLinks(new(), standing: world.Standing).Troubles);
    }

    [Theory]
    [InlineData("app_uninstalled", "{}", 1)]
    [InlineData("tokens_revoked", """{"tokens":{"oauth":["U1"],"bot":[]}}""", 0)]
    public async Task TokenGood_WhateverWasSaid_IsNoTrouble(string type, string payload, int asked)
    {
        await using var slack = await StandInSlack.StartAsync();
        using var world = new ApiWorld(slack);

        await RaiseAsync(world, type, payload);

        Assert.Equal(asked, slack.Calls.Count);
        Assert.Null(world.Standing.Error);
    }

    [Theory]
    [InlineData("channel_archive", "was archived: unarchive it")]
    [InlineData("group_archive", "was archived: unarchive it")]
    [InlineData("channel_deleted", "was deleted: name another")]
    [InlineData("channel_left", "/invite @Spendwall")]
    [InlineData("member_left_channel", "/invite @Spendwall")]
    public async Task ChannelClosed_IsSaidWithTheRemedyUntilTheBotSpeaksThereAgain(string type, string said)
    {
        await using var world = await SlackWorld.CreateAsync();
        await PostAsync(world, "k1");

        await RaiseAsync(world, type, user: FakeSlack.Bot);
        var troubles = world.Get<ChatLinks>().Troubles.Where(static line => line.StartsWith("slack:#", StringComparison.Ordinal)).ToList();
        await PostAsync(world, "k2");

        Assert.StartsWith("slack:#ai-spend ", Assert.Single(troubles), StringComparison.Ordinal);
        Assert.Contains(said, troubles[0], StringComparison.Ordinal);
        Assert.Empty(world.Get<SlackChannelBook>().Troubles);
    }

    [Theory]
    [InlineData("channel_archive", "C0OTHER", FakeSlack.Bot)]
    [InlineData("member_left_channel", FakeSlack.General, "U0SAM")]
    public async Task ChannelClosed_NotOursOrNotForUs_IsNothing(string type, string channel, string user)
    {
        await using var world = await SlackWorld.CreateAsync();
        await PostAsync(world, "k1");

        await RaiseAsync(world, type, channel, user);

        Assert.Empty(world.Get<SlackChannelBook>().Troubles);
    }

    [Theory]
    [InlineData("channel_unarchive")]
    [InlineData("member_joined_channel")]
    public async Task ChannelOpened_EndsTheTrouble(string type)
    {
        await using var world = await SlackWorld.CreateAsync();
        await PostAsync(world, "k1");
        await RaiseAsync(world, "channel_archive");

        await RaiseAsync(world, type, user: FakeSlack.Bot);

        Assert.Empty(world.Get<SlackChannelBook>().Troubles);
    }

    [Fact]
    public async Task ChannelRenamed_ItsNameIsLookedUpAnew()
    {
        await using var world = await SlackWorld.CreateAsync();
        await PostAsync(world, "k1");
        world.Slack.Channels["ai-spend"] = "C0NEW";
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var payload = new JsonObject { ["channel"] = new JsonObject { ["id"] = FakeSlack.General, ["name"] = "ai-old" } };

        await HandleAsync(world, "channel_rename", payload);
        await PostAsync(world, "k2");

        Assert.Equal("C0NEW", world.Slack.Posted[^1].Channel);
    }

    [Fact]
    public void Manifest_SubscribesToAllOfIt() =>
        Assert.Empty(SlackLifecycle.Events.Except(SlackManifest.Of([], null)["settings"]!["event_subscriptions"]!["bot_events"]!.AsArray().Select(static name => (string)name!)));

    private static async Task RaiseAsync(ApiWorld world, string type, string payload)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var self = new SlackSelf(world.Api, new(database.Database), world.Clock, NullLogger<SlackSelf>.Instance);
        using var directory = new SlackDirectory(world.Api, world.Clock, NullLogger<SlackDirectory>.Instance);
        await new SlackLifecycle(world.Api, self, directory, new(), NullLogger<SlackLifecycle>.Instance).HandleAsync(type, JsonDocument.Parse(payload).RootElement, default);
    }

    private static async Task<(SlackFailure Failure, string Error)> FailureAsync(ApiWorld world)
    {
        var refused = await world.RefusedAsync("chat.postMessage");

        return (refused.Failure, refused.Error);
    }

    private static Task<MessageHandle> PostAsync(SlackWorld world, string key) => world.Adapter.PostAsync(new("slack", "#ai-spend"), Message, null, key, default);

    private static Task RaiseAsync(SlackWorld world, string type, string channel = FakeSlack.General, string? user = null) =>
        HandleAsync(world, type, new JsonObject { ["channel"] = channel, ["user"] = user });

    private static Task HandleAsync(SlackWorld world, string type, JsonObject payload) =>
        world.Handler.HandleAsync(new SlackInbound.Event(FakeSlack.Team, world.Clock.GetUtcNow(), type, JsonSerializer.SerializeToElement(payload)), default);
}
