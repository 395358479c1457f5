using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Slack;

namespace Spendwall.Bot.Tests.Chat.Slack;

public sealed class SlackAdapterTests
{
    private static readonly ChannelAddress Channel = new("slack", "#ai-spend");

    private static readonly ChatMessage Message = new() { Title = "Critical", Tone = Tone.Critical, Blocks = [new ChatBlock.Line("line")], Footer = ["INC-1"] };

    [Fact]
    public async Task Post_ByName_ReturnsTheIdAndTheTsAsText()
    {
        await using var world = await SlackWorld.CreateAsync();

        var handle = await world.Adapter.PostAsync(Channel, Message, null, "k1", default);

        Assert.Equal("slack:T1/C0GENERAL", handle.Channel.ToString());
        Assert.Equal("1795241533.000200", handle.Id);
        var arguments = Assert.Single(world.Slack.To("chat.postMessage"));
        Assert.Equal("k1", (string?)arguments["metadata"]!["event_payload"]!["key"]);
        Assert.False((bool)arguments["unfurl_links"]!);
    }

    [Fact]
    public async Task Post_InAThread_AnswersUnderItsTs()
    {
        await using var world = await SlackWorld.CreateAsync();
        var root = await world.Adapter.PostAsync(Channel, Message, null, "k1", default);

        await world.Adapter.PostAsync(Channel, Message, root, "k2", default);

        Assert.Equal("1795241533.000200", world.Slack.Posted[1].Arguments["thread_ts"]!.GetValue<string>());
    }

    [Fact]
    public async Task S16_Post_TimeoutAfterSlackTookIt_IsReadBackAndNotPostedTwice()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.AfterPost = static _ => throw FakeSlack.Error(SlackFailure.Transient, "timeout", mayHaveHappened: true);

        var failure = await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(Channel, Message, null, "k1", default));
        world.Slack.AfterPost = static _ => { };
        var handle = await world.Adapter.PostAsync(Channel, Message, null, "k1", default);

        Assert.True(failure.IsTransient);
        Assert.Equal("1795241533.000200", handle.Id);
        Assert.Single(world.Slack.Posted);
    }

    [Fact]
    public async Task Post_TimeoutBeforeSlackTookIt_IsPostedByTheNextAttempt()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.Before = static (method, _) => Throw(method, FakeSlack.Error(SlackFailure.Transient, "timeout", mayHaveHappened: true));

        await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(Channel, Message, null, "k1", default));
        world.Slack.Before = static (_, _) => { };
        await world.Adapter.PostAsync(Channel, Message, null, "k1", default);

        Assert.Single(world.Slack.Posted);
        Assert.Single(world.Slack.To("conversations.history"));
    }

    [Fact]
    public async Task Post_ReadBackFails_NothingIsPosted()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.AfterPost = static _ => throw FakeSlack.Error(SlackFailure.Transient, "timeout", mayHaveHappened: true);
        await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(Channel, Message, null, "k1", default));
        world.Slack.Before = static (method, _) =>
        {
            if (method == "conversations.history")
            {
                throw FakeSlack.Error(SlackFailure.RateLimited, "ratelimited");
            }
        };

        var failure = await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(Channel, Message, null, "k1", default));

        Assert.Equal(ChatFailure.RateLimited, failure.Failure);
        Assert.Single(world.Slack.Posted);
    }

    [Fact]
    public async Task Outbox_KilledBetweenPostAndProof_FindsItsMessageAfterTheRestart()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.AfterPost = static _ => throw new InvalidOperationException("killed");

        await world.AlertAsync();
        world.Slack.AfterPost = static _ => { };
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.PumpAsync();

        Assert.Single(world.Slack.Posted, static post => post.Arguments["thread_ts"] is null);
        Assert.NotEmpty(world.Slack.To("conversations.history"));
    }

    [Fact]
    public async Task S21_Post_BlocksRefused_GoesOutAsTextOnce()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.Before = static (method, arguments) =>
        {
            if (method == "chat.postMessage" && arguments["blocks"]!.AsArray().Count > 0)
            {
                throw FakeSlack.Error(SlackFailure.Payload, "invalid_blocks");
            }
        };

        await world.Adapter.PostAsync(Channel, Message, null, "k1", default);

        Assert.Equal(2, world.Slack.To("chat.postMessage").Count());
        Assert.Equal("Critical\nline\nINC-1", (string?)world.Slack.Posted[0].Arguments["text"]);
    }

    [Fact]
    public async Task S21_Post_BlocksRefusedAlways_EndsAfterTheSecondTry()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.Before = static (method, _) => Throw(method, FakeSlack.Error(SlackFailure.Payload, "invalid_blocks"));

        var failure = await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(Channel, Message, null, "k1", default));

        Assert.Equal(ChatFailure.Refused, failure.Failure);
        Assert.Equal(2, world.Slack.To("chat.postMessage").Count());
    }

    [Fact]
    public async Task S22_Post_NotInTheChannel_JoinsOnceAndPosts()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.Outside.Add(FakeSlack.General);

        await world.Adapter.PostAsync(Channel, Message, null, "k1", default);

        Assert.Single(world.Slack.Posted);
        Assert.Single(world.Slack.To("conversations.join"));
    }

    [Fact]
    public async Task Post_PrivateChannelWithoutTheBot_IsClosedAfterOneTry()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.Outside.Add(FakeSlack.General);
        world.Slack.Before = static (method, _) =>
        {
            if (method == "conversations.join")
            {
                throw FakeSlack.Error(SlackFailure.Payload, "method_not_supported_for_channel_type");
            }
        };

        var failure = await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(Channel, Message, null, "k1", default));

        Assert.Equal(ChatFailure.Channel, failure.Failure);
        Assert.Single(world.Slack.To("chat.postMessage"));
    }

    [Fact]
    public async Task S22_Post_StillNotInTheChannelAfterTheBlocksWereRefused_JoinsOnceAllTheSame()
    {
        await using var world = await SlackWorld.CreateAsync();
        int posts = 0;
        world.Slack.Before = (method, _) =>
        {
            if (method == "chat.postMessage")
            {
                throw posts++ == 1 ? FakeSlack.Error(SlackFailure.Payload, "invalid_blocks") : FakeSlack.Error(SlackFailure.Channel, "not_in_channel");
            }
        };

        var failure = await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(Channel, Message, null, "k1", default));

        Assert.Equal(ChatFailure.Channel, failure.Failure);
        Assert.Single(world.Slack.To("conversations.join"));
    }

    [Fact]
    public async Task Post_UnknownChannel_IsAskedForAgainAfterAMinuteOnly()
    {
        await using var world = await SlackWorld.CreateAsync();
        var lost = new ChannelAddress("slack", "#lost");

        await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(lost, Message, null, "k1", default));
        var failure = await Assert.ThrowsAsync<ChatException>(() => world.Adapter.PostAsync(lost, Message, null, "k1", default));
        int asked = world.Slack.To("conversations.list").Count();
        world.Slack.Channels["lost"] = "C0LOST";
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var handle = await world.Adapter.PostAsync(lost, Message, null, "k1", default);

        Assert.Equal(ChatFailure.Channel, failure.Failure);
        Assert.Equal(1, asked);
        Assert.Equal("T1/C0LOST", handle.Channel.Id);
    }

    [Theory]
    [InlineData(SlackFailure.Token, ChatFailure.Credentials)]
    [InlineData(SlackFailure.Scope, ChatFailure.Credentials)]
    [InlineData(SlackFailure.Channel, ChatFailure.Channel)]
    [InlineData(SlackFailure.Message, ChatFailure.Refused)]
    [InlineData(SlackFailure.RateLimited, ChatFailure.RateLimited)]
    [InlineData(SlackFailure.Transient, ChatFailure.Unavailable)]
    public async Task Edit_SlackFails_SaysWhichKind(object failure, object expected)
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.Before = (_, _) => throw FakeSlack.Error((SlackFailure)failure, "some_error");

        var thrown = await Assert.ThrowsAsync<ChatException>(() => world.Adapter.EditAsync(new(new("slack", "C1"), "1.2"), Message, default));

        Assert.Equal((ChatFailure)expected, thrown.Failure);
    }

    [Theory]
    [InlineData("message_not_found")]
    [InlineData("thread_not_found")]
    public async Task Edit_MessageWasDeleted_IsGone(string error)
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.Before = (_, _) => throw FakeSlack.Error(SlackFailure.Message, error);

        var thrown = await Assert.ThrowsAsync<ChatException>(() => world.Adapter.EditAsync(new(new("slack", "C1"), "1.2"), Message, default));

        Assert.Equal(ChatFailure.Gone, thrown.Failure);
    }

    [Fact]
    public async Task Outbox_ChannelIsClosedToTheBot_TheFallbackNamesItAndWhatToDo()
    {
        await using var world = await SlackWorld.CreateAsync(new() { Accounts = [SlackWorld.Account], Slack = new() { Enabled = true }, FallbackChannel = "slack:C0OPS" });
        world.Slack.Before = static (method, arguments) =>
        {
            if (method == "chat.postMessage" && (string?)arguments["channel"] == FakeSlack.General)
            {
                throw FakeSlack.Error(SlackFailure.Channel, "is_archived");
            }
        };

        await world.AlertAsync();

        var told = Assert.Single(world.Slack.Posted);
        Assert.Equal("C0OPS", told.Channel);
        Assert.Contains("Meant for slack:#ai-spend, which did not take it: Slack, #ai-spend: Slack said is_archived. (is_archived). Unarchive it, or name another channel", (string)told.Arguments["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_MessageOfAnotherWorkspace_IsNotSent()
    {
        await using var world = await SlackWorld.CreateAsync();

        var thrown = await Assert.ThrowsAsync<ChatException>(() => world.Adapter.EditAsync(new(new("slack", "T9/C0GENERAL"), "1.2"), Message, default));

        Assert.Equal(ChatFailure.Channel, thrown.Failure);
        Assert.Empty(world.Slack.Calls);
    }

    [Fact]
    public async Task Edit_MessageWithAMention_SendsTextAndBlocksAndPingsNobody()
    {
        await using var world = await SlackWorld.CreateAsync();
        string root = await world.AlertAsync();
        string text = (string)world.Slack.Posted[0].Arguments["text"]!;
        int roots = world.Slack.Posted.Count(static post => post.Arguments["thread_ts"] is null);

        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.JudgeAsync(null, p50Hours: 1);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.JudgeAsync(10_000);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.JudgeAsync(10_000);

        Assert.Equal(1, roots);
        Assert.Equal(2, text.Split("<@U0DANA>").Length);
        var edits = world.Slack.To("chat.update").ToList();
        Assert.NotEmpty(edits);
        Assert.All(edits, edit =>
        {
            Assert.Equal(root, edit["ts"]!.GetValue<string>());
            Assert.DoesNotContain("U0DANA>", edit.ToJsonString(), StringComparison.Ordinal);
            Assert.NotEmpty(edit["blocks"]!.AsArray());
            Assert.NotEmpty((string)edit["text"]!);
        });
        Assert.Contains(edits, static edit => ((string)edit["text"]!).StartsWith("Resolved", StringComparison.Ordinal));
    }

    private static void Throw(string method, SlackException exception)
    {
        if (method == "chat.postMessage")
        {
            throw exception;
        }
    }
}
