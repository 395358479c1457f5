using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Slack;

namespace Spendwall.Bot.Tests.Chat.Slack;

public sealed class SlackNamesTests
{
    [Fact]
    public async Task Edit_OwnerKnownByIdAlone_IsShownByName()
    {
        await using var world = await SlackWorld.CreateAsync();
        await world.AlertAsync();

        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.JudgeAsync(null, p50Hours: 1);

        string text = (string)world.Slack.To("chat.update").Last()["text"]!;
        Assert.Contains("Owner: @robin", text, StringComparison.Ordinal);
        Assert.DoesNotContain("U0DANA", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_PeopleAndGroups_EachIsAskedForOnce()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.Groups["S0PLATFORM"] = ["U0DANA"];
        var message = new ChatMessage
        {
            Title = "@U0DANA and @S0PLATFORM",
            Blocks = [new ChatBlock.Table(["Owner"], [["@U0DANA"], ["mail@U0DANA"], ["<@U0DANA>"], ["@U0"]], [false])],
        };

        var named = await world.Get<SlackNames>().InAsync(message, default);
        await world.Get<SlackNames>().InAsync(message, default);

        Assert.Equal("@robin and @platform", named.Title);
        Assert.Equal(["@robin", "mail@U0DANA", "<@U0DANA>", "@U0"], Assert.IsType<ChatBlock.Table>(named.Blocks[0]).Rows.Select(static row => row[0]));
        Assert.Single(world.Slack.To("users.info"));
        Assert.Single(world.Slack.To("usergroups.list"));
    }

    [Fact]
    public async Task In_SlackWillNotSay_TheIdStaysAndTheMessageGoes()
    {
        await using var world = await SlackWorld.CreateAsync();
        world.Slack.Before = static (method, _) =>
        {
            if (method is "users.info")
            {
                throw FakeSlack.Error(SlackFailure.Scope, "missing_scope");
            }
        };

        Assert.Equal("Owner: @U0DANA", await world.Get<SlackNames>().InAsync("Owner: @U0DANA", default));
        Assert.Equal("Owner: @U0DANA", await world.Get<SlackNames>().InAsync("Owner: @U0DANA", default));
        Assert.Single(world.Slack.To("users.info"));
    }
}
