using Spendwall.Bot.Chat.Conversations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Commands;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Tests.Chat.Slack;

public sealed class SlackHandlerTests
{
    [Theory]
    [InlineData("/spendwall", "alerts")]
    [InlineData("/alerts", "")]
    public async Task Slash_Reading_IsAnsweredToTheAskerWithAShareButton(string command, string text)
    {
        await using var world = await SlackWorld.CreateAsync();

        await world.TypeAsync(command, text);

        var (url, body) = Assert.Single(world.Slack.Responses);
        Assert.Equal(SlackWorld.Way, url);
        Assert.Equal("ephemeral", (string?)body["response_type"]);
        Assert.Equal("Nothing is open", (string?)body["text"]);
        Assert.Equal("Share in channel", (string?)Assert.Single(SlackWorld.Elements(body))["text"]!["text"]);
        Assert.Empty(world.Slack.Posted);
    }

    [Fact]
    public async Task Export_Answer_SendsTheFileToTheAskerAloneAndSaysWhereItIs()
    {
        await using var world = await SlackWorld.CreateAsync();

        await world.TypeAsync("/export", "");

        Assert.Equal(new Uri("https://files.slack.com/upload/v1/abc"), Assert.Single(world.Slack.Uploads).Url);
        var complete = Assert.Single(world.Slack.To("files.completeUploadExternal"));
        Assert.Equal(("D0" + SlackWorld.Dana, "F0FILE"), ((string?)complete["channel_id"], (string?)complete["files"]![0]!["id"]));
        Assert.Contains("spendwall-month.csv is in your direct messages with the bot.", Assert.Single(world.Slack.Responses).Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(world.Slack.Faults);
    }

    [Fact]
    public async Task Export_AppWithoutTheScope_SaysWhatToDo()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.Before = static (method, _) =>
        {
            if (method == "conversations.open")
            {
                throw FakeSlack.Error(SlackFailure.Scope, "missing_scope");
            }
        };

        await world.TypeAsync("/export", "");

        Assert.Contains("reinstall", Assert.Single(world.Slack.Responses).Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(world.Slack.Uploads);
    }

    [Fact]
    public async Task Slash_UnknownCommand_IsRefusedToTheAskerAlone()
    {
        await using var world = await SlackWorld.CreateAsync();

        await world.TypeAsync("/spendwall", "<!channel> &lt;!channel&gt;");

        var (_, body) = Assert.Single(world.Slack.Responses);
        Assert.Equal("ephemeral", (string?)body["response_type"]);
        Assert.DoesNotContain('<', (string)body["text"]!);
    }

    [Fact]
    public async Task Slash_OwnerSetByAnAdmin_IsSaidInTheChannelAndKnowsTheId()
    {
        await using var world = await SlackWorld.CreateAsync(new() { Accounts = [SlackWorld.Account], Admins = ["slack:U0ROOT"], Slack = new() { Enabled = true } });

        await world.TypeAsync("/owner", "set openrouter-main <@U0SAM|sam>", user: "U0ROOT");

        var (_, body) = Assert.Single(world.Slack.Responses);
        Assert.Equal("in_channel", (string?)body["response_type"]);
        Assert.Contains("@sam owns account:openrouter-main", (string)body["text"]!, StringComparison.Ordinal);
        Assert.Contains("by @robin", (string)body["text"]!, StringComparison.Ordinal);
        Assert.Equal("U0SAM", Assert.Single(await world.Get<OwnerBook>().AllAsync(default)).Owner.Identities["slack"]);
    }

    [Fact]
    public async Task Slash_OwnerSetByAnyone_IsRefusedToThemAndNothingChanges()
    {
        await using var world = await SlackWorld.CreateAsync();

        await world.TypeAsync("/owner", "set openrouter-main <@U0SAM|sam>", user: "U0SAM");

        var (_, body) = Assert.Single(world.Slack.Responses);
        Assert.Equal("ephemeral", (string?)body["response_type"]);
        Assert.Equal(SlackWorld.Dana, Assert.Single(await world.Get<OwnerBook>().AllAsync(default)).Owner.Identities["slack"]);
    }

    [Fact]
    public async Task Slash_OwnerShow_IsAReadingAlthoughTheCommandCanChange()
    {
        await using var world = await SlackWorld.CreateAsync();

        await world.TypeAsync("/owner", "show openrouter-main");

        Assert.Equal("ephemeral", (string?)Assert.Single(world.Slack.Responses).Body["response_type"]);
    }

    [Fact]
    public async Task Slash_MemberOfTheOwningGroup_MayChange()
    {
        await using var world = await SlackWorld.CreateAsync(new() { Accounts = [SlackWorld.Account with { Owner = "slack:S0ML" }], Slack = new() { Enabled = true } });
        world.Slack.Groups["S0ML"] = ["U0SAM"];

        await world.TypeAsync("/owner", "set openrouter-main <!subteam^S0OPS|@ops>", user: "U0SAM");

        Assert.Equal("in_channel", (string?)Assert.Single(world.Slack.Responses).Body["response_type"]);
        Assert.Equal(PrincipalKind.Group, Assert.Single(await world.Get<OwnerBook>().AllAsync(default)).Owner.Kind);
    }

    [Fact]
    public async Task Slash_ResponseUrlUsedUp_IsAnsweredByTheWebApi()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.OnResponse = static _ => throw FakeSlack.Error(SlackFailure.Payload, "used_url");

        await world.TypeAsync("/alerts", "");

        var answer = Assert.Single(world.Slack.To("chat.postEphemeral"));
        Assert.Equal(SlackWorld.Dana, (string?)answer["user"]);
        Assert.Equal(FakeSlack.General, (string?)answer["channel"]);
    }

    [Fact]
    public async Task Press_Acknowledge_ChangesTheIncidentAndTellsItInTheThread()
    {
        await using var world = await SlackWorld.CreateAsync();
        string root = await world.AlertAsync();
        var button = SlackWorld.Elements(world.Slack.Posted[0].Arguments)[0];

        await world.PressAsync(button, user: "U0SAM");
        await world.PumpAsync();

        var incident = await world.IncidentAsync();
        Assert.Equal(IncidentState.Acknowledged, incident.State);
        Assert.Equal("@sam", incident.ActedBy);
        Assert.Equal("ephemeral", (string?)Assert.Single(world.Slack.Responses).Body["response_type"]);
        Assert.Contains(world.Slack.Posted, post => (string?)post.Arguments["thread_ts"] == root && ((string)post.Arguments["text"]!).StartsWith("Acknowledged by @sam", StringComparison.Ordinal));
        Assert.Contains(world.Slack.To("chat.update"), static edit => ((string)edit["text"]!).Contains("Acknowledged by @sam.", StringComparison.Ordinal));
    }

    /// <summary>From the alert's Explain to the verdict under its answer, which the thread hears and the channel does not.</summary>
    [Fact]
    public async Task Press_NotUsefulUnderAnExplanation_IsKeptAndToldInTheThread()
    {
        await using var world = await SlackWorld.CreateAsync();
        string root = await world.AlertAsync();
        var explain = SlackWorld.Elements(world.Slack.Posted[0].Arguments).Single(static element => (string?)element["text"]?["text"] == "Explain");
        await world.PressAsync(explain, user: "U0SAM");
        var verdicts = SlackWorld.Elements(world.Slack.Responses[^1].Body).Where(static element => (string?)element["text"]?["text"] is "Useful" or "Not useful").ToList();
        int posts = world.Slack.Posted.Count;

        await world.PressAsync(verdicts[1], user: "U0SAM");

        Assert.Equal(2, verdicts.Count);
        Assert.Equal((false, IncidentState.Open), ((await world.IncidentAsync()).Useful, (await world.IncidentAsync()).State));
        var said = Assert.Single(world.Slack.Posted.Skip(posts)).Arguments;
        Assert.Equal(root, (string?)said["thread_ts"]);
        Assert.Contains("found this alert not useful", said.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Press_OnAnOlderVersion_IsAnsweredAndNotApplied()
    {
        await using var world = await SlackWorld.CreateAsync();
        await world.AlertAsync();
        var elements = SlackWorld.Elements(world.Slack.Posted[0].Arguments);
        await world.PressAsync(elements[0]);

        await world.PressAsync(elements[1], (string)elements[1]["options"]![0]!["value"]!, user: "U0SAM");

        Assert.Equal(IncidentState.Acknowledged, (await world.IncidentAsync()).State);
        Assert.Contains("has changed since that message", (string)world.Slack.Responses[1].Body["text"]!, StringComparison.Ordinal);
        Assert.Equal("ephemeral", (string?)world.Slack.Responses[1].Body["response_type"]);
    }

    [Fact]
    public async Task Press_SnoozeForAChosenTime_IsQuietUntilThen()
    {
        await using var world = await SlackWorld.CreateAsync();
        await world.AlertAsync();
        var select = SlackWorld.Elements(world.Slack.Posted[0].Arguments)[1];

        await world.PressAsync(select, (string)select["options"]!.AsArray().Single(static option => ((string)option!["text"]!["text"]!).Contains("1 day", StringComparison.Ordinal))!["value"]!);

        var incident = await world.IncidentAsync();
        Assert.Equal(IncidentState.Snoozed, incident.State);
        Assert.Equal(world.Clock.GetUtcNow().AddDays(1), incident.SnoozedUntil);
    }

    [Fact]
    public async Task Press_FromAChannelWithoutTheAlertByAnOutsider_IsRefused()
    {
        await using var world = await SlackWorld.CreateAsync();
        await world.AlertAsync();

        await world.PressAsync(SlackWorld.Elements(world.Slack.Posted[0].Arguments)[0], user: "U0SAM", channel: "C0OTHER");

        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
        Assert.Contains("where the alert was posted", (string)Assert.Single(world.Slack.Responses).Body["text"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("{")]
    [InlineData("{\"i\":\"INC-1\"}")]
    [InlineData("[]")]
    public async Task Press_ForeignValue_DoesNothing(string value)
    {
        await using var world = await SlackWorld.CreateAsync();

        await world.PressAsync(new JsonObject { ["type"] = "button", ["action_id"] = "press:0" }, value);

        Assert.Empty(world.Slack.Responses);
        Assert.Empty(world.Slack.Calls);
    }

    [Fact]
    public async Task Press_SnoozeOtherwise_OpensAFormThatSnoozesUntilWorse()
    {
        await using var world = await SlackWorld.CreateAsync();
        await world.AlertAsync();
        var more = SlackWorld.Elements(world.Slack.Posted[0].Arguments)[^1];
        string opens = more["options"]!.AsArray().Select(static option => (string)option!["value"]!).Single(static value => value.Contains("form:", StringComparison.Ordinal));
        int before = world.Slack.Calls.Count;

        await world.PressAsync(more, opens);
        var form = world.Slack.Calls[before];
        await world.Handler.HandleAsync(Submission(world, form.Arguments["view"]!, until: "", worse: "20%"), default);

        Assert.Equal("views.open", form.Method);
        var incident = await world.IncidentAsync();
        Assert.Equal(IncidentState.Snoozed, incident.State);
        Assert.NotNull(incident.SnoozeMeasure);
        Assert.Equal(SlackWorld.Dana, (string?)Assert.Single(world.Slack.To("chat.postEphemeral"))["user"]);
    }

    [Fact]
    public async Task S18_Press_TriggerExpired_TellsThePresser()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.Before = static (_, _) => throw FakeSlack.Error(SlackFailure.Payload, "expired_trigger_id");

        await world.PressAsync(new JsonObject { ["type"] = "overflow", ["action_id"] = "press:more" }, new ChatPress("INC-1", 1, "form:snooze").ToJson());

        Assert.Contains("Slack allows three seconds for a form", (string)Assert.Single(world.Slack.Responses).Body["text"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "until")]
    [InlineData("yesterday", "", "until")]
    [InlineData("4h", "much", "worse")]
    public async Task Acknowledge_FormThatMakesNoSense_SaysWhyUnderTheField(string until, string worse, string field)
    {
        await using var world = await SlackWorld.CreateAsync();

        var answer = world.Handler.Acknowledge(Submission(world, new JsonObject { ["callback_id"] = "snooze", ["private_metadata"] = "{}" }, until, worse));

        Assert.Equal("errors", answer!.Value.GetProperty("response_action").GetString());
        Assert.NotEmpty(answer.Value.GetProperty("errors").GetProperty(field).GetString()!);
    }

    [Theory]
    [InlineData("yesterday", "", "This is no time to come.")]
    [InlineData("", "much", "A share such as 20%")]
    public async Task Submit_FaultsThatTheFormCannotShowAnyMore_AreToldToTheAsker(string until, string worse, string said)
    {
        await using var world = await SlackWorld.CreateAsync();
        await world.AlertAsync();

        await world.Handler.HandleAsync(Submission(world, Form(), until, worse), default);

        var told = Assert.Single(world.Slack.To("chat.postEphemeral"));
        Assert.Equal((SlackWorld.Dana, FakeSlack.General), ((string?)told["user"], (string?)told["channel"]));
        Assert.StartsWith("Nothing was snoozed.", (string)told["text"]!, StringComparison.Ordinal);
        Assert.Contains(said, (string)told["text"]!, StringComparison.Ordinal);
        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
    }

    [Fact]
    public async Task Submit_FaultsThatTheFormShows_AreNotToldTwice()
    {
        await using var world = await SlackWorld.CreateAsync();

        await world.Handler.HandleAsync(Submission(world, Form(), "yesterday", "") with { IsAnswered = true }, default);

        Assert.Empty(world.Slack.Calls);
    }

    [Fact]
    public async Task Submit_FormThatForgotItsAlert_IsToldToTheAskerInPerson()
    {
        await using var world = await SlackWorld.CreateAsync();

        await world.Handler.HandleAsync(Submission(world, new JsonObject { ["callback_id"] = "snooze", ["private_metadata"] = "{" }, "4h", ""), default);

        var told = Assert.Single(world.Slack.To("chat.postMessage"));
        Assert.Equal(SlackWorld.Dana, (string?)told["channel"]);
        Assert.StartsWith("Nothing was snoozed.", (string)told["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ByTheResponseUrl_UnfurlsAndParsesNothing()
    {
        await using var world = await SlackWorld.CreateAsync();

        await world.TypeAsync("/alerts", "");

        var body = Assert.Single(world.Slack.Responses).Body;
        Assert.Equal((false, false, "none"), ((bool?)body["unfurl_links"], (bool?)body["unfurl_media"], (string?)body["parse"]));
    }

    [Fact]
    public async Task Share_Answer_IsPostedOnceAsItWasWithWhoSharedIt()
    {
        await using var world = await SlackWorld.CreateAsync();
        await world.TypeAsync("/alerts", "");
        var share = SlackWorld.Elements(world.Slack.Responses[0].Body)[0];
        world.Slack.Responses.Clear();

        await world.PressAsync(share);
        await world.PressAsync(share);

        Assert.Equal(["in_channel", null], world.Slack.Responses.Select(static response => (string?)response.Body["response_type"]));
        Assert.Contains("shared by @sam: /alerts", (string)world.Slack.Responses[0].Body["text"]!, StringComparison.Ordinal);
        Assert.True((bool)world.Slack.Responses[1].Body["delete_original"]!);
    }

    [Theory]
    [InlineData(false, "This could not be posted in the channel. Press “Share in channel” once more.")]
    [InlineData(true, "The platform did not say whether this reached the channel. If it is not there: press “Share in channel” once more.")]
    public async Task Share_PostingFails_TellsThePresserAndCanBeTriedAgain(bool mayHaveHappened, string told)
    {
        await using var world = await SlackWorld.CreateAsync();
        await world.TypeAsync("/alerts", "");
        var share = SlackWorld.Elements(world.Slack.Responses[0].Body)[0];
        world.Slack.Responses.Clear();
        world.Slack.OnResponse = body => Throw((string?)body["response_type"] == "in_channel", FakeSlack.Error(SlackFailure.Transient, "internal_error", mayHaveHappened));
        world.Slack.Before = static (method, _) => Throw(method == "chat.postMessage", FakeSlack.Error(SlackFailure.Channel, "restricted_action"));

        await world.PressAsync(share);
        var failed = world.Slack.Responses.ToList();
        world.Slack.OnResponse = static _ => { };
        await world.PressAsync(share);
        await world.PressAsync(share);

        Assert.Equal(("ephemeral", told), ((string?)Assert.Single(failed).Body["response_type"], (string?)failed[0].Body["text"]));
        Assert.Empty(world.Slack.Posted);
        Assert.Single(world.Slack.Responses, static response => (string?)response.Body["response_type"] == "in_channel");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Share_PressedAgainMeanwhile_IsPostedOnce(bool isKept)
    {
        await using var world = await SlackWorld.CreateAsync();
        await world.TypeAsync("/alerts", "");
        var share = isKept
            ? SlackWorld.Elements(world.Slack.Responses[0].Body)[0]
            : new JsonObject { ["type"] = "button", ["action_id"] = "share", ["value"] = new ChatPress(null, 0, "alerts", "of before a restart").ToJson() };
        world.Slack.Responses.Clear();
        Task? second = null;
        bool isPressed = false;
        world.Slack.OnResponse = body =>
        {
            if ((string?)body["response_type"] == "in_channel" && !isPressed)
            {
                isPressed = true;
                second = world.PressAsync(share);
            }
        };

        await world.PressAsync(share);
        await second!;

        Assert.Single(world.Slack.Responses, static response => (string?)response.Body["response_type"] == "in_channel");
    }

    [Fact]
    public async Task Slash_ChangeThatCannotBeSaid_IsToldToWhoMadeIt()
    {
        await using var world = await SlackWorld.CreateAsync(new() { Accounts = [SlackWorld.Account], Admins = ["slack:U0ROOT"], Slack = new() { Enabled = true } });
        world.Slack.OnResponse = static body => Throw((string?)body["response_type"] == "in_channel", FakeSlack.Error(SlackFailure.Message, "used_url"));
        world.Slack.Before = static (method, _) => Throw(method == "chat.postMessage", FakeSlack.Error(SlackFailure.Channel, "restricted_action"));

        await world.TypeAsync("/owner", "set openrouter-main <@U0SAM|sam>", user: "U0ROOT");

        var (_, body) = Assert.Single(world.Slack.Responses);
        Assert.Equal("ephemeral", (string?)body["response_type"]);
        Assert.Contains("@sam owns account:openrouter-main", (string)body["text"]!, StringComparison.Ordinal);
        Assert.Contains("It was done all the same: tell the others.", (string)body["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Share_AnswerThatIsNotKeptAnyMore_IsAskedAnewButNeverAChange()
    {
        await using var world = await SlackWorld.CreateAsync();
        await world.AlertAsync();
        var button = new JsonObject { ["type"] = "button", ["action_id"] = "share" };

        await world.PressAsync(button, new ChatPress("INC-1", 0, "ack INC-1", "gone").ToJson());
        int afterChange = world.Slack.Responses.Count;
        await world.PressAsync(button, new ChatPress(null, 0, "alerts", "gone").ToJson());

        Assert.Equal(0, afterChange);
        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
        Assert.StartsWith("1 incident is open", (string)world.Slack.Responses[0].Body["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mention_InTheThread_MeansTheIncidentOfTheThread()
    {
        await using var world = await SlackWorld.CreateAsync();
        string root = await world.AlertAsync();

        await world.MentionAsync("<@UBOT> why", root, ts: "1.1");
        await world.MentionAsync("<@UBOT|spendwall> snooze 4h", root, ts: "1.2");

        var answers = world.Slack.To("chat.postEphemeral").ToList();
        Assert.StartsWith("INC-1: open, critical", (string)answers[0]["text"]!, StringComparison.Ordinal);
        Assert.Equal(root, (string?)answers[0]["thread_ts"]);
        Assert.Equal(IncidentState.Snoozed, (await world.IncidentAsync()).State);
    }

    [Fact]
    public async Task Mention_AfterSomebodyElses_IsWhatFollowsTheBots()
    {
        await using var world = await SlackWorld.CreateAsync();
        string root = await world.AlertAsync();

        await world.MentionAsync("<@U0SAM> hey <@UBOT> why", root);

        Assert.StartsWith("INC-1: open, critical", (string)world.Slack.To("chat.postEphemeral").Single()["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mention_ExplainInTheThread_ExplainsTheIncidentOfTheThread()
    {
        await using var world = await SlackWorld.CreateAsync();
        string root = await world.AlertAsync();

        await world.MentionAsync("<@UBOT> explain", root);

        Assert.StartsWith("What drained account:openrouter-main, INC-1 against", (string)world.Slack.To("chat.postEphemeral").Single()["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandleAsync_FrameOfAnotherWorkspace_IsWorkedOnByNobody()
    {
        await using var world = await SlackWorld.CreateAsync();
        string root = await world.AlertAsync();
        var payload = JsonSerializer.SerializeToElement(new JsonObject { ["user"] = SlackWorld.Dana, ["text"] = "<@UBOT> ack", ["ts"] = "1.1", ["channel"] = FakeSlack.General, ["thread_ts"] = root });
        int before = world.Slack.Calls.Count;

        await world.Handler.HandleAsync(new SlackInbound.Event("T9", world.Clock.GetUtcNow(), "app_mention", payload), default);
        await world.Handler.HandleAsync(
            new SlackInbound.SlashCommand("T9", world.Clock.GetUtcNow(), "/ack", "INC-1", SlackWorld.Dana, FakeSlack.General, "ai-spend", SlackWorld.Way, "2"), default);

        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
        Assert.Equal((before, 0), (world.Slack.Calls.Count, world.Slack.Responses.Count));
    }

    /// <summary>The message was delivered by a version that kept no workspace with it.</summary>
    [Fact]
    public async Task Mention_UnderAMessageThatWasKeptWithoutItsWorkspace_MeansItsIncident()
    {
        await using var world = await SlackWorld.CreateAsync();
        string root = await world.AlertAsync();
        using var next = new SlackSelf(world.Slack, world.Get<DeliveryStore>(), world.Clock, NullLogger<SlackSelf>.Instance);
        await world.Get<LedgerDatabase>().WriteAsync(
            static (db, token) => db.Set<Delivery>().ExecuteUpdateAsync(static set => set.SetProperty(static row => row.HandleChannel, "slack:" + FakeSlack.General), token), default);

        await next.FindAsync(default);
        await world.MentionAsync("<@UBOT> ack", root, user: "U0SAM");

        Assert.Equal(IncidentState.Acknowledged, (await world.IncidentAsync()).State);
    }

    [Fact]
    public async Task Mention_ByABot_IsNotAnswered()
    {
        await using var world = await SlackWorld.CreateAsync();
        var payload = JsonSerializer.SerializeToElement(new JsonObject { ["user"] = "U1", ["bot_id"] = "B1", ["text"] = "<@UBOT> help", ["ts"] = "1.1", ["channel"] = "C1" });

        await world.Handler.HandleAsync(new SlackInbound.Event("T1", world.Clock.GetUtcNow(), "app_mention", payload), default);

        Assert.Empty(world.Slack.Calls);
    }

    [Fact]
    public async Task HandleAsync_PayloadWithoutAnything_DoesNotThrow()
    {
        await using var world = await SlackWorld.CreateAsync();
        var nothing = JsonSerializer.SerializeToElement(new JsonObject());

        await world.Handler.HandleAsync(new SlackInbound.BlockActions("T1", world.Clock.GetUtcNow(), nothing), default);
        await world.Handler.HandleAsync(new SlackInbound.ViewSubmission("T1", world.Clock.GetUtcNow(), nothing), default);
        await world.Handler.HandleAsync(new SlackInbound.Event("T1", world.Clock.GetUtcNow(), "app_mention", nothing), default);
        await world.Handler.HandleAsync(new SlackInbound.Event("T1", world.Clock.GetUtcNow(), "app_home_opened", nothing), default);

        Assert.Empty(world.Slack.Calls);
    }

    private static JsonObject Form() => SlackSnoozeForm.View(new ChatPress("INC-1", 0, SnoozeChoices.Form), new(SlackWorld.Dana, FakeSlack.General, null, null));

    private static SlackInbound.ViewSubmission Submission(SlackWorld world, JsonNode view, string until, string worse)
    {
        var sent = view.DeepClone().AsObject();
        sent["state"] = new JsonObject
        {
            ["values"] = new JsonObject
            {
                ["until"] = new JsonObject { ["input"] = new JsonObject { ["type"] = "plain_text_input", ["value"] = until.Length == 0 ? null : until } },
                ["worse"] = new JsonObject { ["input"] = new JsonObject { ["type"] = "plain_text_input", ["value"] = worse.Length == 0 ? null : worse } },
            },
        };
        var payload = new JsonObject { ["type"] = "view_submission", ["user"] = new JsonObject { ["id"] = SlackWorld.Dana }, ["view"] = sent };

        return new("T1", world.Clock.GetUtcNow(), JsonSerializer.SerializeToElement(payload));
    }

    private static void Throw(bool when, SlackException exception)
    {
        if (when)
        {
            throw exception;
        }
    }
}
