using System.Net;
using System.Text.Json;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Sandbox.Slack.Delivery;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Slack;

public sealed class SlackPeopleTests : IAsyncLifetime, IDisposable
{
    private readonly ManualClock clock = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
    private readonly StringWriter transcript = new();
    private SlackStandIn slack = null!;
    private SlackTestClient client = null!;
    private SlackTestSocket socket = null!;

    public async Task InitializeAsync()
    {
        slack = await SlackStandIn.StartAsync(clock, new() { Transcript = transcript, KeepRates = false }, clock);
        client = new(slack);
        socket = await client.ConnectAsync();
    }

    public async Task DisposeAsync() => await slack.DisposeAsync();

    public void Dispose()
    {
        socket.Dispose();
        transcript.Dispose();
        client.Dispose();
    }

    [Fact]
    public async Task Type_EscapesNamesAsSlackDoes()
    {
        var payload = await TypeAsync("/spendwall owner set key:a<b @alex @platform #search @nobody");

        Assert.Equal("/spendwall", Text(payload, "command"));
        Assert.Equal("owner set key:a&lt;b <@U0ALEX|alex> <!subteam^S0PLATFORM|@platform> <#C0SEARCH|search> @nobody", Text(payload, "text"));
        Assert.Equal(("T0SANDBOX", "C0AISPEND", "ai-spend", "U0DANA"), (Text(payload, "team_id"), Text(payload, "channel_id"), Text(payload, "channel_name"), Text(payload, "user_id")));
    }

    [Fact]
    public async Task ResponseUrl_TakesFiveAnswers()
    {
        string url = Text(await TypeAsync("/spendwall runway"), "response_url");

        for (int i = 0; i < 5; i++)
        {
            using var answered = await client.PostAsync(url, new { text = $"answer {i}", response_type = i == 4 ? "in_channel" : "ephemeral" });
            Assert.Equal((HttpStatusCode.OK, "ok"), (answered.StatusCode, await answered.Content.ReadAsStringAsync()));
        }

        using var sixth = await client.PostAsync(url, new { text = "too much" });
        Assert.Equal((HttpStatusCode.NotFound, "used_url"), (sixth.StatusCode, Text(await SlackTestClient.ReadAsync(sixth), "error")));
        Assert.Equal("answer 4", Assert.Single(slack.Workspace.Messages.In("C0AISPEND")).Content.Text);
        Assert.Equal(4, slack.Workspace.Messages.All.Count(message => message.OnlyFor == "U0DANA"));
    }

    [Fact]
    public async Task ResponseUrl_AfterHalfAnHour_HasExpired()
    {
        string url = Text(await TypeAsync("/spendwall runway"), "response_url");
        clock.Advance(TimeSpan.FromMinutes(30) + TimeSpan.FromSeconds(1));

        using var late = await client.PostAsync(url, new { text = "late" });

        Assert.Equal((HttpStatusCode.NotFound, "expired_url"), (late.StatusCode, Text(await SlackTestClient.ReadAsync(late), "error")));
        Assert.Empty(slack.Workspace.Messages.All);
    }

    [Fact]
    public async Task Trigger_OpensOneWindowWithinThreeSeconds()
    {
        string trigger = Text(await TypeAsync("/spendwall snooze"), "trigger_id");
        string late = Text(await TypeAsync("/spendwall snooze"), "trigger_id");

        Assert.True((await OpenAsync(trigger)).GetProperty("ok").GetBoolean());
        Assert.Equal("exchanged_trigger_id", Text(await OpenAsync(trigger), "error"));
        Assert.Equal("invalid_trigger_id", Text(await OpenAsync("made.up"), "error"));
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("expired_trigger_id", Text(await OpenAsync(late), "error"));
    }

    [Fact]
    public async Task Click_OnAMessage_SendsItAndItsChoice()
    {
        string ts = Text(await PostAsync(), "ts");

        var chosen = await InteractAsync(slack.People.ClickAsync("alex", "ai-spend", ts, "snooze", "4 hours", default));
        var pressed = await InteractAsync(slack.People.ClickAsync("dana", "ai-spend", null, "Acknowledge", null, default));

        var choice = chosen.GetProperty("actions")[0];
        Assert.Equal(("snooze", "acts", "4h"), (Text(choice, "action_id"), Text(choice, "block_id"), Text(choice.GetProperty("selected_option"), "value")));
        Assert.Equal("7:1", Text(pressed.GetProperty("actions")[0], "value"));
        Assert.Equal(("block_actions", "U0DANA", ts), (Text(pressed, "type"), Text(pressed.GetProperty("user"), "id"), Text(pressed.GetProperty("message"), "ts")));
        await Assert.ThrowsAsync<ArgumentException>(() => slack.People.ClickAsync("dana", "ai-spend", ts, "Explode", null, default));
        await Assert.ThrowsAsync<ArgumentException>(() => slack.People.ClickAsync("dana", "ai-spend", ts, "snooze", "a year", default));
    }

    [Fact]
    public async Task Click_OnAnEphemeral_HasNoMessageAndReplacesIt()
    {
        await client.JsonAsync("chat.postEphemeral", new { channel = "C0AISPEND", user = "U0DANA", text = "old", blocks = Blocks() });
        await Assert.ThrowsAsync<ArgumentException>(() => slack.People.ClickAsync("alex", "ai-spend", null, "ack", null, default));

        var payload = await InteractAsync(slack.People.ClickAsync("dana", "ai-spend", null, "ack", null, default));
        using var answered = await client.PostAsync(Text(payload, "response_url"), new { text = "new", replace_original = true });

        Assert.False(payload.TryGetProperty("message", out _));
        Assert.True(payload.GetProperty("container").GetProperty("is_ephemeral").GetBoolean());
        Assert.Equal("new", Assert.Single(slack.Workspace.Messages.All).Content.Text);
    }

    [Fact]
    public async Task Submit_HoldsTheStateAndShowsErrorsUntilItIsTaken()
    {
        await OpenAsync(Text(await TypeAsync("/spendwall snooze"), "trigger_id"));

        var first = slack.People.SubmitAsync("dana", new Dictionary<string, string> { ["Until"] = "never" }, default);
        var envelope = await socket.NextAsync("interactive");
        await socket.AckAsync(envelope, new { response_action = "errors", errors = new { until = "no time" } });
        await first;
        Assert.Equal("no time", Assert.Single(slack.Workspace.Views.All).Errors?.GetProperty("until").GetString());
        var second = await InteractAsync(slack.People.SubmitAsync("dana", new Dictionary<string, string> { ["until"] = "Friday" }, default));

        Assert.Equal("Friday", Text(second.GetProperty("view").GetProperty("state").GetProperty("values").GetProperty("until").GetProperty("when"), "value"));
        Assert.Empty(slack.Workspace.Views.All);
        await Assert.ThrowsAsync<ArgumentException>(() => slack.People.SubmitAsync("dana", new Dictionary<string, string>(), default));
    }

    [Fact]
    public async Task Mention_InAThread_IsAnEvent()
    {
        string ts = Text(await PostAsync(), "ts");
        var said = slack.People.SayAsync("dana", "ai-spend", "@spendwall snooze 4h", ts, default);
        var envelope = await socket.NextAsync("events_api");
        await socket.AckAsync(envelope);
        var (message, reply) = await said;

        var inner = envelope.GetProperty("payload").GetProperty("event");
        Assert.Equal(("app_mention", "<@U0SPENDWALL> snooze 4h", ts, message.Ts), (Text(inner, "type"), Text(inner, "text"), Text(inner, "thread_ts"), Text(inner, "ts")));
        Assert.True(reply!.IsAcknowledged);
        Assert.Null((await slack.People.SayAsync("dana", "ai-spend", "just talk", ts, default)).Reply);
    }

    [Fact]
    public async Task Home_OpenedAgain_CarriesWhatWasPublished()
    {
        var first = await EventAsync(slack.People.OpenHomeAsync("dana", default));
        await client.JsonAsync("views.publish", new { user_id = "U0DANA", view = new { type = "home", blocks = Blocks() } });
        var second = await EventAsync(slack.People.OpenHomeAsync("dana", default));
        var pressed = await InteractAsync(slack.People.ClickInViewAsync("dana", home: true, "ack", null, default));

        Assert.False(first.TryGetProperty("view", out _));
        Assert.Equal("home", Text(second.GetProperty("view"), "type"));
        Assert.Equal("view", Text(pressed.GetProperty("container"), "type"));
    }

    [Fact]
    public async Task Transcript_TellsWhoSaidWhatWhere()
    {
        string ts = Text(await PostAsync(), "ts");
        await slack.People.SayAsync("alex", "ai-spend", "looking\u001b[2J", ts, default);
        await client.JsonAsync("chat.postEphemeral", new { channel = "C0AISPEND", user = "U0DANA", text = "for <@U0DANA> &amp; <!subteam^S0PLATFORM>, see <#C0AISPEND|old>: <https://x.example|page>" });

        Assert.Equal(
            """
            [Sat 08:00] #ai-spend · Spendwall:
                low credit
            [Sat 08:00] #ai-spend, in a thread · Alex Example:
                looking [2J
            [Sat 08:00] #ai-spend · Spendwall (only Dana Example sees this):
                for @dana & @platform, see #ai-spend: page

            """.ReplaceLineEndings("\n"),
            transcript.ToString());
    }

    [Fact]
    public async Task Control_DoesTheSameByHttp()
    {
        string ts = Text(await PostAsync(), "ts");
        var clicked = client.ControlAsync("click", new { control = "Acknowledge", user = "alex" });
        await socket.AckAsync(await socket.NextAsync("interactive"));

        Assert.Equal("acknowledged", Text(await clicked, "outcome"));
        Assert.Equal("no message there has 'Explode'", Text(await client.ControlAsync("click", new { control = "Explode" }), "error"));
        Assert.Equal("there is no channel 'nowhere'", Text(await client.ControlAsync("messages?channel=nowhere"), "error"));
        var root = (await client.ControlAsync("messages?channel=ai-spend"))[0];
        Assert.Equal((ts, 0), (Text(root, "ts"), root.GetProperty("replies").GetArrayLength()));
        Assert.Equal("chat.postMessage", Text((await client.ControlAsync("calls"))[1], "method"));
        Assert.Equal(1, (await client.ControlAsync("sockets")).GetArrayLength());
        await client.ControlAsync("remove", new { channel = "ai-spend" });
        Assert.Equal("not_in_channel", await client.ErrorAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x" }));
        await client.ControlAsync("invite", new { channel = "board" });
        Assert.True((await client.JsonAsync("chat.postMessage", new { channel = "G0BOARD", text = "x" })).GetProperty("ok").GetBoolean());
        await client.ControlAsync("settings", new { token_error = "account_inactive" });
        Assert.Equal("account_inactive", await client.ErrorAsync("auth.test", new { }));
    }

    private static object[] Blocks() =>
    [
        new
        {
            type = "actions",
            block_id = "acts",
            elements = new object[]
            {
                new { type = "button", action_id = "ack", text = new { type = "plain_text", text = "Acknowledge" }, value = "7:1" },
                new { type = "static_select", action_id = "snooze", options = new[] { new { text = new { type = "plain_text", text = "4 hours" }, value = "4h" } } },
            },
        },
    ];

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private Task<JsonElement> PostAsync() => client.JsonAsync("chat.postMessage", new { channel = "C0AISPEND", text = "low credit", blocks = Blocks() });

    private Task<JsonElement> OpenAsync(string trigger) => client.JsonAsync("views.open", new
    {
        trigger_id = trigger,
        view = new
        {
            type = "modal",
            title = new { type = "plain_text", text = "Snooze" },
            submit = new { type = "plain_text", text = "Snooze" },
            blocks = new[] { new { type = "input", block_id = "until", label = new { type = "plain_text", text = "Until" }, element = new { type = "plain_text_input", action_id = "when" } } },
        },
    });

    private async Task<JsonElement> TypeAsync(string line)
    {
        var typed = slack.People.TypeAsync("dana", "ai-spend", line, default);
        var envelope = await socket.NextAsync("slash_commands");
        await socket.AckAsync(envelope);
        Assert.True((await typed).IsAcknowledged);

        return envelope.GetProperty("payload");
    }

    private async Task<JsonElement> InteractAsync(Task<SlackReply> act)
    {
        var envelope = await socket.NextAsync("interactive");
        await socket.AckAsync(envelope);
        Assert.True((await act).IsAcknowledged);

        return envelope.GetProperty("payload");
    }

    private async Task<JsonElement> EventAsync(Task<SlackReply> act)
    {
        var envelope = await socket.NextAsync("events_api");
        await socket.AckAsync(envelope);
        Assert.True((await act).IsAcknowledged);

        return envelope.GetProperty("payload").GetProperty("event");
    }
}
