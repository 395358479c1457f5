using System.Text.Json;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Discord.People;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Discord;

public sealed class DiscordPeopleTests : IAsyncLifetime, IDisposable
{
    private static readonly object[] Commands =
    [
        new { name = "runway", description = "How long", options = new object[] { new { type = 3, name = "account", description = "Which", autocomplete = true } } },
        new
        {
            name = "owner",
            description = "Who answers",
            options = new object[]
            {
                new { type = 1, name = "set", description = "Set", options = new object[] { new { type = 3, name = "scope", description = "What", required = true }, new { type = 6, name = "who", description = "Who", required = true }, new { type = 4, name = "days", description = "Lease" } } },
                new { type = 1, name = "list", description = "List" },
            },
        },
        new { name = "secret", description = "For staff", default_member_permissions = "0" },
    ];

    private readonly ManualClock clock = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
    private DiscordStandIn discord = null!;
    private DiscordTestClient client = null!;
    private GatewayTestSocket socket = null!;

    public async Task InitializeAsync()
    {
        discord = await DiscordStandIn.StartAsync(clock, new() { KeepRates = false }, clock);
        client = new(discord);
        await client.CallAsync("PUT", $"applications/{DiscordIdentity.Application}/guilds/{DiscordIdentity.Guild}/commands", Commands);
        socket = await client.LoginAsync();
    }

    public async Task DisposeAsync() => await discord.DisposeAsync();

    public void Dispose()
    {
        socket.Dispose();
        client.Dispose();
    }

    [Fact]
    public async Task Command_CarriesItsOptionsAndPeople()
    {
        var typing = discord.People.TypeAsync("dana", "ai-spend", "/owner set key:batch-7 @alex days:30", default);
        var sent = await socket.EventAsync("INTERACTION_CREATE");
        await AnswerAsync(sent, 4, new { content = "done" });
        var reply = await typing;

        var set = sent.GetProperty("data").GetProperty("options")[0];
        Assert.Equal("set", set.GetProperty("name").GetString());
        Assert.Equal(["key:batch-7", DiscordDirectory.Alex, "30"], set.GetProperty("options").EnumerateArray().Select(static option => option.GetProperty("value").ToString()));
        Assert.Equal("alex", sent.GetProperty("data").GetProperty("resolved").GetProperty("users").GetProperty(DiscordDirectory.Alex).GetProperty("username").GetString());
        Assert.Equal(DiscordDirectory.Dana, sent.GetProperty("member").GetProperty("user").GetProperty("id").GetString());
        Assert.True(reply.IsAnswered);
        Assert.Equal("done", Assert.Single(discord.World.Messages.In(DiscordDirectory.AiSpend)).Content.Text);
    }

    [Theory]
    [InlineData("dana", "ai-spend", "/nothing", "there is no command")]
    [InlineData("dana", "ai-spend", "/owner", "needs one of: set, list")]
    [InlineData("dana", "ai-spend", "/owner set key:batch-7", "needs who")]
    [InlineData("dana", "ai-spend", "/owner set key:batch-7 @nobody", "there is no user")]
    [InlineData("dana", "ai-spend", "/owner set x @alex days:soon", "whole number")]
    [InlineData("sam", "finance", "/runway", "may not do that")]
    [InlineData("sam", "ai-spend", "/secret", "does not see")]
    public async Task Command_ThatTheWindowWouldNotSend_IsRefused(string user, string channel, string line, string reason)
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => discord.People.TypeAsync(user, channel, line, default));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_TooLateOrTwice_HasItsCode()
    {
        var typing = discord.People.TypeAsync("dana", "ai-spend", "/runway", default);
        var late = await socket.EventAsync("INTERACTION_CREATE");
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(InteractionOutcome.TimedOut, (await typing).Outcome);
        Assert.Equal((404, 10062), await CallbackRefusedAsync(late, 4, new { content = "x" }));
        Assert.Equal((404, 10015), await client.RefusedAsync("POST", Webhook(late), new { content = "x" }));

        typing = discord.People.TypeAsync("dana", "ai-spend", "/runway", default);
        var quick = await socket.EventAsync("INTERACTION_CREATE");
        await AnswerAsync(quick, 5, new { flags = 64 });
        await typing;
        Assert.Equal((400, 40060), await CallbackRefusedAsync(quick, 4, new { content = "x" }));
        Assert.Equal((401, 50027), await client.RefusedAsync("POST", $"webhooks/{DiscordIdentity.Application}/none", new { content = "x" }));
        clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal((404, 10015), await client.RefusedAsync("PATCH", Webhook(quick) + "/messages/@original", new { content = "x" }));
    }

    [Fact]
    public async Task Deferred_IsFilledByEditOrFirstFollowup_AndStaysEphemeral()
    {
        client.Token = null;
        var typing = discord.People.TypeAsync("dana", "ai-spend", "/runway", default);
        var sent = await socket.EventAsync("INTERACTION_CREATE");
        await AnswerAsync(sent, 5, new { flags = 64 });
        await typing;
        Assert.Equal(192, (await client.CallAsync("GET", Webhook(sent) + "/messages/@original")).GetProperty("flags").GetInt32());

        var filled = await client.CallAsync("POST", Webhook(sent), new { content = $"<@{DiscordDirectory.Sam}> 78 h" });
        await client.CallAsync("POST", Webhook(sent), new { content = $"<@{DiscordDirectory.Sam}> <@&{DiscordDirectory.OnCall}> more" });
        await client.CallAsync("PATCH", Webhook(sent) + "/messages/@original", new { content = "77 h" });

        Assert.Equal(64, filled.GetProperty("flags").GetInt32());
        var messages = discord.World.Messages.All;
        Assert.Equal([("77 h", DiscordDirectory.Dana), ($"<@{DiscordDirectory.Sam}> <@&{DiscordDirectory.OnCall}> more", null)], messages.Select(static message => (message.Content.Text, message.OnlyFor)));
        Assert.True(messages[0].Pinged.IsEmpty);
        // An answer pings users by default, and no roles.
        Assert.Equal([DiscordDirectory.Sam], messages[1].Pinged.Users);
        Assert.Empty(messages[1].Pinged.Roles);
        client.Token = discord.Identity.Token;
        Assert.Equal((404, 10008), await client.RefusedAsync("GET", $"channels/{DiscordDirectory.AiSpend}/messages/{messages[0].Id}"));
    }

    [Fact]
    public async Task Button_UpdatesItsMessage_AndAPickedSelectCarriesItsValues()
    {
        await client.PostAsync(DiscordDirectory.AiSpend, new
        {
            content = "open",
            components = new object[]
            {
                new { type = 1, components = new object[] { new { type = 2, style = 1, label = "Acknowledge", custom_id = "ack:7" }, new { type = 2, style = 5, label = "Console", url = "https://example.com" }, new { type = 2, style = 2, label = "Old", custom_id = "old", disabled = true } } },
                new { type = 1, components = new object[] { new { type = 3, custom_id = "snooze:7", placeholder = "Snooze", options = new[] { new { label = "4 hours", value = "4h" }, new { label = "1 day", value = "1d" } } } } },
            },
        });

        var pressing = discord.People.PressAsync("alex", "ai-spend", null, "Acknowledge", [], default);
        var pressed = await socket.EventAsync("INTERACTION_CREATE");
        await AnswerAsync(pressed, 7, new { content = "acknowledged" });
        Assert.True((await pressing).IsAnswered);
        var picking = discord.People.PressAsync("alex", "ai-spend", null, "Snooze", ["1 day"], default);
        var picked = await socket.EventAsync("INTERACTION_CREATE");
        await AnswerAsync(picked, 6, null);
        await picking;

        Assert.Equal(("ack:7", "open"), (pressed.GetProperty("data").GetProperty("custom_id").GetString(), pressed.GetProperty("message").GetProperty("content").GetString()));
        Assert.Equal("1d", picked.GetProperty("data").GetProperty("values")[0].GetString());
        Assert.Equal("acknowledged", Assert.Single(discord.World.Messages.All).Content.Text);
        await Assert.ThrowsAsync<ArgumentException>(() => discord.People.PressAsync("alex", "ai-spend", null, "Console", [], default));
        await Assert.ThrowsAsync<ArgumentException>(() => discord.People.PressAsync("alex", "ai-spend", null, "Old", [], default));
        await Assert.ThrowsAsync<ArgumentException>(() => discord.People.PressAsync("alex", "ai-spend", null, "Snooze", ["1 year"], default));
    }

    [Fact]
    public async Task Modal_IsFilledInAndSentOff()
    {
        var typing = discord.People.TypeAsync("dana", "ai-spend", "/runway", default);
        var sent = await socket.EventAsync("INTERACTION_CREATE");
        await AnswerAsync(sent, 9, new
        {
            title = "Snooze",
            custom_id = "form:7",
            components = new object[]
            {
                new { type = 18, label = "Until", component = new { type = 4, style = 1, custom_id = "until", max_length = 20 } },
                new { type = 1, components = new object[] { new { type = 4, style = 1, custom_id = "why", label = "Why", required = false } } },
            },
        });
        Assert.Equal(9, (await typing).Answer!.Type);
        await Assert.ThrowsAsync<ArgumentException>(() => discord.People.SubmitAsync("dana", new Dictionary<string, string>(), default));

        var submitting = discord.People.SubmitAsync("dana", new Dictionary<string, string> { ["Until"] = "tomorrow" }, default);
        var submitted = await socket.EventAsync("INTERACTION_CREATE");
        Assert.Equal((400, 50035), await CallbackRefusedAsync(submitted, 9, new { title = "again", custom_id = "x" }));
        await AnswerAsync(submitted, 4, new { content = "snoozed", flags = 64 });
        await submitting;

        Assert.Equal(5, submitted.GetProperty("type").GetInt32());
        Assert.Equal("tomorrow", submitted.GetProperty("data").GetProperty("components")[0].GetProperty("component").GetProperty("value").GetString());
        Assert.Empty(discord.People.Modals);
    }

    [Fact]
    public async Task Autocomplete_GivesChoicesAndNoMore()
    {
        var asking = discord.People.AutocompleteAsync("dana", "ai-spend", "/runway open", "account", default);
        var asked = await socket.EventAsync("INTERACTION_CREATE");
        var tooMany = Enumerable.Range(0, 26).Select(static number => new { name = $"a{number}", value = "x" });
        Assert.Equal((400, 50035), await CallbackRefusedAsync(asked, 8, new { choices = tooMany }));
        await AnswerAsync(asked, 8, new { choices = new[] { new { name = "openrouter-main", value = "openrouter-main" } } });
        var reply = await asking;

        var option = asked.GetProperty("data").GetProperty("options")[0];
        Assert.Equal((4, "open", true), (asked.GetProperty("type").GetInt32(), option.GetProperty("value").GetString(), option.GetProperty("focused").GetBoolean()));
        Assert.Equal("openrouter-main", reply.Answer!.Data!["choices"]![0]!["value"]!.ToString());
    }

    [Fact]
    public async Task Command_WithoutASession_IsNotReached()
    {
        await socket.CloseAsync(1000);
        await socket.ClosedAsync();
        while (discord.Gateway.Sessions.Count > 0)
        {
            await Task.Yield();
        }

        Assert.Equal(InteractionOutcome.NotReached, (await discord.People.TypeAsync("dana", "ai-spend", "/runway", default)).Outcome);
    }

    [Fact]
    public async Task Command_WhileTheBotIsAway_ComesWithTheResume_TooLate()
    {
        discord.Gateway.DropAll();
        await socket.ClosedAsync();
        var typing = discord.People.TypeAsync("dana", "ai-spend", "/runway", default);
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(InteractionOutcome.TimedOut, (await typing).Outcome);
        using var second = await client.ConnectAsync(toResume: true);
        await second.NextAsync(10);

        await second.ResumeAsync(discord.Identity.Token, socket.Session, socket.Sequence);

        Assert.Equal((404, 10062), await CallbackRefusedAsync(await second.EventAsync("INTERACTION_CREATE"), 5, null));
    }

    [Fact]
    public async Task Control_DoesWhatPeopleDo()
    {
        var typing = client.ControlAsync("command", new { text = "/runway", user = "alex" });
        await AnswerAsync(await socket.EventAsync("INTERACTION_CREATE"), 4, new { content = "78 h", flags = 64 });
        var reply = await typing;

        Assert.Equal(("answered", 4), (reply.GetProperty("outcome").GetString(), reply.GetProperty("type").GetInt32()));
        Assert.Equal(DiscordDirectory.Alex, (await client.ControlAsync("ephemerals"))[0].GetProperty("only_for").GetString());
        Assert.Equal("there is no command '/x'", (await client.ControlAsync("command", new { text = "/x" })).GetProperty("error").GetString());
        Assert.Contains((await client.ControlAsync("transcript")).EnumerateArray(), static line => line.GetString()!.Contains("Alex Example types in #ai-spend: /runway", StringComparison.Ordinal));
    }

    private static string Webhook(JsonElement sent) => $"webhooks/{DiscordIdentity.Application}/{sent.GetProperty("token").GetString()}";

    private static string Callback(JsonElement sent) => $"interactions/{sent.GetProperty("id").GetString()}/{sent.GetProperty("token").GetString()}/callback";

    private Task<JsonElement> AnswerAsync(JsonElement sent, int type, object? data) => client.CallAsync("POST", Callback(sent), new { type, data });

    private Task<(int Status, int Code)> CallbackRefusedAsync(JsonElement sent, int type, object? data) => client.RefusedAsync("POST", Callback(sent), new { type, data });
}
