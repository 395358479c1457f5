using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Tests.Chat.Discord;

public sealed class DiscordHandlerTests
{
    [Fact]
    public async Task Command_Reading_IsDeferredThenFilledForTheAskerAlone()
    {
        await using var world = await DiscordWorld.CreateAsync();

        await world.TypeAsync("alerts");

        Assert.Equal("""{"type":5,"data":{"flags":64}}""", Assert.Single(world.Discord.Callbacks).Body.ToJsonString());
        var answer = Assert.Single(world.Discord.Responses);
        Assert.Equal(("PATCH", "messages/@original"), (answer.Method, answer.Path));
        Assert.Equal("**Nothing is open**", (string?)answer.Body!["content"]);
        Assert.Equal("Share in channel", (string?)DiscordWorld.Components(answer.Body)[^1]["label"]);
    }

    [Fact]
    public async Task Export_Answer_CarriesTheFile()
    {
        await using var world = await DiscordWorld.CreateAsync();

        await world.TypeAsync("export");

        var answer = Assert.Single(world.Discord.Responses);
        Assert.Equal("spendwall-month.csv", (string?)Assert.Single(answer.Body!["attachments"]!.AsArray())!["filename"]);
        Assert.StartsWith("day,account,provider,kind,", System.Text.Encoding.UTF8.GetString(Assert.Single(answer.Files).Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_SlowHandler_IsAcknowledgedBeforeItBegins()
    {
        await using var world = await DiscordWorld.CreateAsync();
        var order = new List<string>();
        world.Discord.OnCallback = _ => order.Add("acknowledged");
        world.Discord.OnRespond = (_, _) => order.Add("answered");

        await world.TypeAsync("runway");

        Assert.Equal(["acknowledged", "answered"], order);
    }

    [Fact]
    public async Task Command_Change_IsSaidToEveryoneAfterThePlaceholderIsFilled()
    {
        await using var world = await DiscordWorld.CreateAsync();

        await world.TypeAsync("owner", DiscordWorld.Verb("set", ("scope", "key:batch-7"), ("name", "@dana")), roles: []);
        var refused = world.Discord.Responses.ToList();
        world.Discord.Responses.Clear();
        await using var admin = await DiscordWorld.CreateAsync(DiscordWorld.Options with { Admins = ["discord:" + DiscordWorld.Role] });
        await admin.TypeAsync("owner", DiscordWorld.Verb("set", ("scope", "key:batch-7"), ("name", "@dana")), roles: [DiscordWorld.Role]);

        Assert.Equal("messages/@original", Assert.Single(refused).Path);
        Assert.Contains("Only the owner", (string)refused[0].Body!["content"]!, StringComparison.Ordinal);
        Assert.Equal([("PATCH", "messages/@original"), ("POST", "")], admin.Discord.Responses.Select(static answer => (answer.Method, answer.Path)));
        Assert.Null(admin.Discord.Responses[1].Body!["flags"]);
        Assert.Contains("by @Sam", (string)admin.Discord.Responses[1].Body!["embeds"]![0]!["footer"]!["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_FollowupIsOver_BecomesAMessageOfTheBot()
    {
        await using var world = await DiscordWorld.CreateAsync(DiscordWorld.Options with { Admins = ["discord:" + DiscordWorld.Dana] });
        world.Discord.OnRespond = static (_, _) => throw FakeDiscord.Error(DiscordFailure.Interaction, 10015);

        await world.TypeAsync("owner", DiscordWorld.Verb("set", ("scope", "key:batch-7"), ("name", "@dana")));

        Assert.Equal(FakeDiscord.General, Assert.Single(world.Discord.Posted).Channel);
    }

    [Fact]
    public async Task Command_ExplainInAThread_ExplainsTheIncidentOfTheThread()
    {
        await using var world = await DiscordWorld.CreateAsync();
        string root = await world.AlertAsync();

        await world.TypeAsync("explain", thread: root);

        Assert.StartsWith("**What drained account:openrouter-main, INC-1 against", (string)world.Discord.Responses[^1].Body!["content"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10062)]
    [InlineData(40060)]
    public async Task Press_TooLateOrAnsweredElsewhere_IsNotTriedAgainAndNothingIsDone(int code)
    {
        await using var world = await DiscordWorld.CreateAsync();
        await world.AlertAsync();
        world.Discord.OnCallback = _ => throw FakeDiscord.Error(DiscordFailure.Interaction, code);

        await world.PressAsync(Acknowledge(world));

        Assert.Single(world.Discord.Callbacks);
        Assert.Empty(world.Discord.Responses);
        Assert.Equal(IncidentState.Open, (await world.IncidentAsync()).State);
    }

    [Fact]
    public async Task Press_AcknowledgementMayHaveArrived_IsDone()
    {
        await using var world = await DiscordWorld.CreateAsync();
        await world.AlertAsync();
        world.Discord.OnCallback = _ => throw FakeDiscord.Error(DiscordFailure.Transient, mayHaveHappened: true);

        await world.PressAsync(Acknowledge(world));

        Assert.Equal(IncidentState.Acknowledged, (await world.IncidentAsync()).State);
    }

    [Fact]
    public async Task Press_Acknowledge_ChangesTheIncidentAndTellsThePresserAlone()
    {
        await using var world = await DiscordWorld.CreateAsync();
        string root = await world.AlertAsync();

        await world.PressAsync(Acknowledge(world));
        await world.PumpAsync();

        Assert.Equal("""{"type":6}""", world.Discord.Callbacks[^1].Body.ToJsonString());
        var whisper = Assert.Single(world.Discord.Responses);
        Assert.Equal(("POST", "", 64), (whisper.Method, whisper.Path, (int)whisper.Body!["flags"]!));
        Assert.Contains("Acknowledged by", world.Discord.To("PATCH", root).Last().Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(root, world.Discord.Posted[^1].Channel);
    }

    [Fact]
    public async Task Press_OnAnOlderVersion_IsAnsweredAndNotApplied()
    {
        await using var world = await DiscordWorld.CreateAsync();
        await world.AlertAsync();
        var old = Acknowledge(world);
        await world.TypeAsync("snooze", DiscordWorld.Values(("incident", "INC-1"), ("duration", "4h")));

        await world.PressAsync(old);

        Assert.Contains("has changed since that message", (string)world.Discord.Responses[^1].Body!["content"]!, StringComparison.Ordinal);
        Assert.Equal(IncidentState.Snoozed, (await world.IncidentAsync()).State);
    }

    [Fact]
    public async Task Press_ByAStrangerElsewhere_IsRefused()
    {
        await using var world = await DiscordWorld.CreateAsync();
        await world.AlertAsync();

        await world.SendAsync(3, new JsonObject { ["custom_id"] = (string?)Acknowledge(world)["custom_id"] }, user: "99", guild: "1");
        await world.SendAsync(2, new JsonObject { ["name"] = "alerts" }, user: "99", guild: null);

        Assert.Equal(4, (int)world.Discord.Callbacks[^1].Body["type"]!);
        Assert.Contains("answers in a server only", world.Discord.Callbacks[^1].Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interaction_OfAServerThatIsNotNamed_IsNotServed()
    {
        await using var world = await DiscordWorld.CreateAsync(DiscordWorld.Options with { Discord = DiscordWorld.Options.Discord with { GuildIds = ["1"] } });

        await world.TypeAsync("alerts");
        await world.SendAsync(4, new JsonObject { ["name"] = "runway", ["options"] = new JsonArray(new JsonObject { ["type"] = 3, ["name"] = "account", ["value"] = "", ["focused"] = true }) });

        Assert.Contains("does not serve this server", world.Discord.Callbacks[0].Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(world.Discord.Callbacks[1].Body["data"]!["choices"]!.AsArray());
        Assert.Empty(world.Discord.Responses);
    }

    [Fact]
    public async Task Choose_Snooze_RunsTheChoice()
    {
        await using var world = await DiscordWorld.CreateAsync();
        await world.AlertAsync();
        var list = Components(world).Single(static part => (int)part["type"]! == 3);

        await world.PressAsync(list, (string)list["options"]![1]!["value"]!);

        var incident = await world.IncidentAsync();
        Assert.Equal(IncidentState.Snoozed, incident.State);
        Assert.Equal(world.Clock.GetUtcNow().AddHours(4), incident.SnoozedUntil);
    }

    [Fact]
    public async Task Choose_SnoozeOtherwise_OpensTheFormAtOnceAndTheFormSnoozes()
    {
        await using var world = await DiscordWorld.CreateAsync();
        await world.AlertAsync();
        var list = Components(world).Single(static part => (int)part["type"]! == 3);

        await world.PressAsync(list, (string)list["options"]!.AsArray()[^1]!["value"]!);
        var modal = world.Discord.Callbacks[^1].Body;
        await world.SubmitAsync(modal["data"]!, "yesterday", "much");
        string faults = world.Discord.Callbacks[^1].Body.ToJsonString();
        var untouched = (await world.IncidentAsync()).State;
        await world.SubmitAsync(modal["data"]!, "4h", "20%");

        Assert.Equal(9, (int)modal["type"]!);
        Assert.Contains("This is no time to come", faults, StringComparison.Ordinal);
        Assert.Equal(IncidentState.Open, untouched);
        var incident = await world.IncidentAsync();
        Assert.Equal(IncidentState.Snoozed, incident.State);
        Assert.NotNull(incident.SnoozeMeasure);
    }

    [Fact]
    public async Task Command_InTheIncidentsThread_MeansThatIncident()
    {
        await using var world = await DiscordWorld.CreateAsync();
        string root = await world.AlertAsync();

        await world.TypeAsync("ack", thread: root);

        Assert.Equal(IncidentState.Acknowledged, (await world.IncidentAsync()).State);
    }

    [Fact]
    public async Task Share_Answer_IsSaidToEveryoneOnceAsItWas()
    {
        await using var world = await DiscordWorld.CreateAsync();
        await world.TypeAsync("alerts");
        var share = DiscordWorld.Components(world.Discord.Responses[0].Body!)[^1];
        world.Discord.Responses.Clear();

        await world.PressAsync(share);
        await world.PressAsync(share);

        Assert.Equal([("POST", ""), ("PATCH", "messages/@original")], world.Discord.Responses.Select(static answer => (answer.Method, answer.Path)));
        Assert.Null(world.Discord.Responses[0].Body!["flags"]);
        Assert.Contains("shared by @Sam: /alerts", (string)world.Discord.Responses[0].Body!["embeds"]![0]!["footer"]!["text"]!, StringComparison.Ordinal);
        Assert.Empty(world.Discord.Responses[1].Body!["components"]!.AsArray());
    }

    [Fact]
    public async Task Share_PostingFails_TellsThePresserAndCanBeTriedAgain()
    {
        await using var world = await DiscordWorld.CreateAsync();
        await world.TypeAsync("alerts");
        var share = DiscordWorld.Components(world.Discord.Responses[0].Body!)[^1];
        world.Discord.Responses.Clear();
        bool isFirst = true;
        world.Discord.OnRespond = (method, path) =>
        {
            if (isFirst)
            {
                isFirst = false;
                throw FakeDiscord.Error(DiscordFailure.Interaction, 10015);
            }
        };
        world.Discord.Before = static (method, _) =>
        {
            if (method == "POST")
            {
                throw FakeDiscord.Error(DiscordFailure.Permission, 50013);
            }
        };

        await world.PressAsync(share);
        var failed = world.Discord.Responses.ToList();
        await world.PressAsync(share);

        Assert.Equal(64, (int)Assert.Single(failed).Body!["flags"]!);
        Assert.Contains("This could not be posted in the channel", (string)failed[0].Body!["content"]!, StringComparison.Ordinal);
        Assert.Contains("shared by @Sam: /alerts", (string)world.Discord.Responses[1].Body!["embeds"]![0]!["footer"]!["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Share_LongQuestionThatIsNotKeptAnyMore_SaysSo()
    {
        await using var world = await DiscordWorld.CreateAsync();

        await world.PressAsync(new JsonObject { ["type"] = 2, ["custom_id"] = new ChatPress(null, 0, "", "gone").ToJson() });

        Assert.Contains("not kept any more", (string)Assert.Single(world.Discord.Responses).Body!["content"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Press_ButtonOfNobody_IsAnswered()
    {
        await using var world = await DiscordWorld.CreateAsync();

        await world.PressAsync(new JsonObject { ["type"] = 2, ["custom_id"] = "something" });

        Assert.Equal(4, (int)Assert.Single(world.Discord.Callbacks).Body["type"]!);
    }

    [Theory]
    [InlineData("runway", "account", "", "openrouter-main")]
    [InlineData("runway", "account", "OPENR", "openrouter-main")]
    [InlineData("spend", "period", "we", "week")]
    [InlineData("spend", "scope", "", "openrouter-main")]
    [InlineData("ack", "incident", "", "INC-1")]
    [InlineData("help", "command", "run", "runway")]
    [InlineData("snooze", "duration", "", "1h")]
    public async Task Autocomplete_Option_OffersWhatIsReal(string command, string option, string typed, string expected)
    {
        await using var world = await DiscordWorld.CreateAsync();
        await world.AlertAsync();

        await world.SendAsync(4, new JsonObject { ["name"] = command, ["options"] = new JsonArray(new JsonObject { ["type"] = 3, ["name"] = option, ["value"] = typed, ["focused"] = true }) });

        var answer = world.Discord.Callbacks[^1].Body;
        Assert.Equal(8, (int)answer["type"]!);
        var choices = answer["data"]!["choices"]!.AsArray();
        Assert.InRange(choices.Count, 1, 25);
        Assert.Equal(expected, (string?)choices[0]!["value"]);
    }

    [Fact]
    public async Task Work_FullBacklog_IsSaidAtOnce()
    {
        await using var world = await DiscordWorld.CreateAsync();
        while (world.Work.TryReserve())
        {
        }

        await world.ReceiveAsync(2, new JsonObject { ["name"] = "alerts" });

        Assert.Contains("Too much is asked at once", Assert.Single(world.Discord.Callbacks).Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_BlockedCommands_DelayNoAcknowledgement()
    {
        await using var world = await DiscordWorld.CreateAsync();
        var hold = new TaskCompletionSource();
        for (int i = 0; i < 20; i++)
        {
            Assert.True(world.Work.TryReserve());
            world.Work.Post(new(_ => hold.Task));
        }

        var typed = world.TypeAsync("alerts");

        Assert.Single(world.Discord.Callbacks);
        hold.SetResult();
        await typed;
        Assert.Single(world.Discord.Responses);
    }

    [Fact]
    public async Task HandleAsync_PayloadWithoutAnything_DoesNotThrow()
    {
        await using var world = await DiscordWorld.CreateAsync();
        var nothing = System.Text.Json.JsonSerializer.SerializeToElement(new JsonObject());

        await world.Get<IDiscordHandler>().HandleAsync(new DiscordInbound.Interaction(0, new("1", "2", "3"), nothing), default);
        await world.Get<IDiscordHandler>().HandleAsync(new DiscordInbound.Event(0, "THREAD_DELETE", nothing), default);
        await world.SendAsync(3, []);
        await world.SendAsync(4, []);
        await world.SendAsync(5, []);
        await world.SendAsync(99, []);

        Assert.Empty(world.Discord.Calls);
    }

    private static IReadOnlyList<JsonNode> Components(DiscordWorld world) => DiscordWorld.Components(world.Discord.Posted[0].Body);

    private static JsonNode Acknowledge(DiscordWorld world) => Components(world)[0];
}
