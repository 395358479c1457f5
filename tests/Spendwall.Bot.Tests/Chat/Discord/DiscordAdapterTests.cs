using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Tests.Chat.Discord;

public sealed class DiscordAdapterTests
{
    private static readonly ChannelAddress Channel = new("discord", FakeDiscord.General);

    private static readonly ChatMessage Message = new() { Title = "Critical: dry", Tone = Tone.Critical, Blocks = [new ChatBlock.Line("line")], Footer = ["INC-1"] };

    [Fact]
    public async Task Post_Root_CarriesANonceOfItsKeyAndSaysWhomItMayPing()
    {
        await using var world = await DiscordWorld.CreateAsync();

        var handle = await world.Adapter.PostAsync(Channel, Message, null, "k1", default);

        Assert.Equal(new(Channel, "700000000000000200"), handle);
        var body = Assert.Single(world.Discord.To("POST", "/messages")).Body!;
        Assert.InRange(((string)body["nonce"]!).Length, 1, 25);
        Assert.True((bool)body["enforce_nonce"]!);
        Assert.Equal("""{"parse":[]}""", body["allowed_mentions"]!.ToJsonString());
    }

    [Fact]
    public async Task Post_SameKeyAgain_IsTheFirstMessage()
    {
        await using var world = await DiscordWorld.CreateAsync();

        var first = await world.Adapter.PostAsync(Channel, Message, null, "k1", default);
        var again = await world.Adapter.PostAsync(Channel, Message, null, "k1", default);
        var other = await world.Adapter.PostAsync(Channel, Message, null, "k2", default);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(2, world.Discord.Posted.Count);
    }

    [Fact]
    public async Task Post_TimeoutAfterDiscordTookItAndTheNonceIsForgotten_IsReadBackAndNotPostedTwice()
    {
        await using var world = await DiscordWorld.CreateAsync();
        world.Discord.ForgetsNonces = true;
        world.Discord.AfterPost = static () => throw FakeDiscord.Error(DiscordFailure.Transient, mayHaveHappened: true);

        var failure = await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(Channel, Message, null, "k1", default));
        world.Discord.AfterPost = static () => { };
        var handle = await world.Adapter.PostAsync(Channel, Message, null, "k1", default);

        Assert.True(failure.IsTransient);
        Assert.Equal("700000000000000200", handle.Id);
        Assert.Single(world.Discord.Posted);
    }

    [Fact]
    public async Task Outbox_KilledBetweenPostAndProof_FindsItsMessageAfterTheRestart()
    {
        await using var world = await DiscordWorld.CreateAsync();
        world.Discord.ForgetsNonces = true;
        world.Discord.AfterPost = static () => throw new InvalidOperationException("killed");

        await world.AlertAsync();
        world.Discord.AfterPost = static () => { };
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.PumpAsync();

        Assert.Single(world.Discord.Posted);
        Assert.NotEmpty(world.Discord.To("GET", "/messages?limit=100"));
    }

    [Fact]
    public async Task Post_HistoryMayNotBeRead_TheNonceAloneMustDo()
    {
        await using var world = await DiscordWorld.CreateAsync();
        world.Discord.AfterPost = static () => throw FakeDiscord.Error(DiscordFailure.Transient, mayHaveHappened: true);
        await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(Channel, Message, null, "k1", default));
        world.Discord.AfterPost = static () => { };
        world.Discord.Before = static (method, _) => Throw(method == "GET", FakeDiscord.Error(DiscordFailure.Permission, 50013));

        await world.Adapter.PostAsync(Channel, Message, null, "k1", default);

        Assert.Single(world.Discord.Posted);
    }

    [Theory]
    [InlineData("Critical: dry", "INC-1 Critical: dry")]
    [InlineData("INC-1: more is asked for", "INC-1: more is asked for")]
    public async Task Post_InAThread_MakesItOnceWithTheRootsFirstLine(string title, string name)
    {
        await using var world = await DiscordWorld.CreateAsync();
        var root = await world.Adapter.PostAsync(Channel, Message with { Title = title }, null, "k1", default);

        await world.Adapter.PostAsync(Channel, Message with { Title = "Worse" }, root, "k2", default);
        await world.Adapter.PostAsync(Channel, Message with { Title = "Still" }, root, "k3", default);

        var thread = Assert.Single(world.Discord.To("POST", "/threads")).Body!;
        Assert.Equal(name, (string?)thread["name"]);
        Assert.Equal([FakeDiscord.General, root.Id, root.Id], world.Discord.Posted.Select(static post => post.Channel));
    }

    [Fact]
    public async Task Post_ThreadIsThereAlready_ItsIdIsTheRoots()
    {
        await using var world = await DiscordWorld.CreateAsync();
        var root = await world.Adapter.PostAsync(Channel, Message, null, "k1", default);
        world.Discord.Before = static (_, path) => Throw(path.EndsWith("/threads", StringComparison.Ordinal), FakeDiscord.Error(DiscordFailure.Message, 160004));

        await world.Adapter.PostAsync(Channel, Message, root, "k2", default);

        Assert.Equal(root.Id, world.Discord.Posted[1].Channel);
    }

    [Fact]
    public async Task Post_NoThreadCanBeMade_AnswersInTheChannelAndPingsNobodyForIt()
    {
        await using var world = await DiscordWorld.CreateAsync();
        var root = await world.Adapter.PostAsync(Channel, Message, null, "k1", default);
        world.Discord.Before = static (_, path) => Throw(path.EndsWith("/threads", StringComparison.Ordinal), FakeDiscord.Error(DiscordFailure.Permission, 50013));

        await world.Adapter.PostAsync(Channel, Message, root, "k2", default);

        var answer = world.Discord.Posted[1];
        Assert.Equal(FakeDiscord.General, answer.Channel);
        Assert.Equal(root.Id, (string?)answer.Body["message_reference"]!["message_id"]);
        Assert.False((bool)answer.Body["allowed_mentions"]!["replied_user"]!);
    }

    [Fact]
    public async Task Post_ThreadWasDeleted_IsNotLost()
    {
        await using var world = await DiscordWorld.CreateAsync();
        var root = await world.Adapter.PostAsync(Channel, Message, null, "k1", default);
        world.Discord.Before = (_, path) => Throw(path == $"channels/{root.Id}/messages", FakeDiscord.Error(DiscordFailure.Channel, 10003));

        await world.Adapter.PostAsync(Channel, Message, root, "k2", default);

        Assert.Equal(FakeDiscord.General, world.Discord.Posted[1].Channel);
    }

    [Fact]
    public async Task Post_PayloadRefused_GoesOutAsTextOnce()
    {
        await using var world = await DiscordWorld.CreateAsync();
        int tries = 0;
        world.Discord.Before = (method, _) => Throw(method == "POST" && tries++ == 0, FakeDiscord.Error(DiscordFailure.Payload, 50035));

        await world.Adapter.PostAsync(Channel, Message, null, "k1", default);

        Assert.Equal(2, world.Discord.To("POST", "/messages").Count());
        Assert.Equal("Critical: dry\nline\nINC-1", (string?)world.Discord.Posted[0].Body["content"]);
        Assert.Equal(["description", "url"], Assert.Single(world.Discord.Posted[0].Body["embeds"]!.AsArray())!.AsObject().Select(static part => part.Key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_TextOnlyAndTheAnswerLost_IsFoundByItsMark(bool refused)
    {
        await using var world = await DiscordWorld.CreateAsync();
        var message = refused ? Message : new ChatMessage { Title = "One line" };
        int tries = 0;
        world.Discord.ForgetsNonces = true;
        world.Discord.Before = (method, _) => Throw(refused && method == "POST" && tries++ == 0, FakeDiscord.Error(DiscordFailure.Payload, 50035));
        world.Discord.AfterPost = static () => throw FakeDiscord.Error(DiscordFailure.Transient, mayHaveHappened: true);
        await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(Channel, message, null, "k1", default));
        world.Discord.AfterPost = static () => { };

        await world.Adapter.PostAsync(Channel, message, null, "k1", default);

        Assert.Single(world.Discord.Posted);
    }

    [Theory]
    [InlineData(DiscordFailure.Token, 0, ChatFailure.Credentials)]
    [InlineData(DiscordFailure.Permission, 50013, ChatFailure.Channel)]
    [InlineData(DiscordFailure.Channel, 10003, ChatFailure.Channel)]
    [InlineData(DiscordFailure.Message, 10008, ChatFailure.Gone)]
    [InlineData(DiscordFailure.Message, 50005, ChatFailure.Refused)]
    [InlineData(DiscordFailure.RateLimited, 0, ChatFailure.RateLimited)]
    [InlineData(DiscordFailure.RateLimited, 30046, ChatFailure.RateLimited)]
    [InlineData(DiscordFailure.Payload, 30046, ChatFailure.RateLimited)]
    [InlineData(DiscordFailure.Transient, 0, ChatFailure.Unavailable)]
    public async Task Edit_DiscordFails_SaysWhichKind(DiscordFailure failure, int code, ChatFailure expected)
    {
        await using var world = await DiscordWorld.CreateAsync();
        world.Discord.Before = (_, _) => throw FakeDiscord.Error(failure, code);

        var thrown = await Assert.ThrowsAsync<ChatException>(() => world.Adapter.EditAsync(new(Channel, "1"), Message, default));

        Assert.Equal(expected, thrown.Failure);
    }

    [Fact]
    public async Task Outbox_AlertThatGetsWorseAndEnds_IsOneRootOneThreadAndOneMention()
    {
        await using var world = await DiscordWorld.CreateAsync();
        string root = await world.AlertAsync();

        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.JudgeAsync(null, p50Hours: 1);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.JudgeAsync(10_000);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.JudgeAsync(10_000);

        Assert.Single(world.Discord.Posted, static post => post.Channel == FakeDiscord.General);
        Assert.Single(world.Discord.To("POST", "/threads"));
        Assert.All(world.Discord.Posted.Skip(1), post => Assert.Equal(root, post.Channel));
        Assert.Equal("{\"parse\":[],\"users\":[\"" + DiscordWorld.Dana + "\"]}", world.Discord.Posted[0].Body["allowed_mentions"]!.ToJsonString());
        var edits = world.Discord.To("PATCH", $"/messages/{root}").ToList();
        Assert.NotEmpty(edits);
        Assert.All(edits, static edit =>
        {
            Assert.Equal("""{"parse":[]}""", edit.Body!["allowed_mentions"]!.ToJsonString());
            Assert.DoesNotContain("<@", (string)edit.Body["content"]!, StringComparison.Ordinal);
        });
        Assert.StartsWith("**Resolved", (string)edits[^1].Body!["content"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D21_AnEditOfAMessageThatMentions_PingsNobody()
    {
        await using var world = await DiscordWorld.CreateAsync();
        var message = Message with { Mentions = [new Principal("@dana", PrincipalKind.User, new Dictionary<string, string> { ["discord"] = DiscordWorld.Dana })] };

        await world.Adapter.PostAsync(Channel, message, null, "k1", default);
        await world.Adapter.EditAsync(new(Channel, "700000000000000200"), message, default);

        Assert.Contains(DiscordWorld.Dana, Assert.Single(world.Discord.To("POST", "/messages")).Body!["allowed_mentions"]!.ToJsonString(), StringComparison.Ordinal);
        var edit = Assert.Single(world.Discord.To("PATCH", "/messages/")).Body!;
        Assert.Equal("""{"parse":[]}""", edit["allowed_mentions"]!.ToJsonString());
        Assert.DoesNotContain("<@", (string)edit["content"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_OwnerKnownByIdAlone_IsShownByName()
    {
        await using var world = await DiscordWorld.CreateAsync(DiscordWorld.Options with { Discord = DiscordWorld.Options.Discord with { GuildIds = [FakeDiscord.Guild] } });
        world.Discord.Reads[$"guilds/{FakeDiscord.Guild}/members/{DiscordWorld.Dana}"] = new System.Text.Json.Nodes.JsonObject { ["user"] = new System.Text.Json.Nodes.JsonObject { ["global_name"] = "Dana <@1>" } };
        await world.AlertAsync();

        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.JudgeAsync(null, p50Hours: 1);

        string edit = (string)world.Discord.To("PATCH", "/messages/").Last().Body!["embeds"]![0]!["description"]!;
        Assert.Contains(@"Owner: \@Dana \<\@1\>", edit, StringComparison.Ordinal);
        Assert.Single(world.Discord.To("GET", "/members/"));
    }

    [Fact]
    public async Task Outbox_ChannelIsClosedToTheBot_TakesTheFallbackOnce()
    {
        await using var world = await DiscordWorld.CreateAsync(DiscordWorld.Options with { FallbackChannel = "discord:7" });
        world.Discord.Before = static (_, path) => Throw(path.StartsWith($"channels/{FakeDiscord.General}/", StringComparison.Ordinal), FakeDiscord.Error(DiscordFailure.Permission, 50001));

        await world.JudgeAsync(10_000);
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.JudgeAsync(null);

        var told = Assert.Single(world.Discord.Posted);
        Assert.Equal("7", told.Channel);
        Assert.Contains($"Meant for discord:{FakeDiscord.General}, which did not take it", told.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("(50001). Allow the bot", told.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Single(world.Discord.To("POST", $"channels/{FakeDiscord.General}/messages"));
    }

    private static void Throw(bool when, DiscordException exception)
    {
        if (when)
        {
            throw exception;
        }
    }
}
