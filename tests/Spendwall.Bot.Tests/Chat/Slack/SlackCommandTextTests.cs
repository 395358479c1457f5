using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Slack.Commands;

namespace Spendwall.Bot.Tests.Chat.Slack;

public sealed class SlackCommandTextTests
{
    [Theory]
    [InlineData("/spendwall", "  runway  ", "runway")]
    [InlineData("/spendwall", "", "")]
    [InlineData("/runway", "openai", "runway openai")]
    [InlineData("/owner", "set key:batch-7 <@U1|dana>", "owner set key:batch-7 <@U1|dana>")]
    [InlineData("/owner", "set x <@U1|>", "owner set x <@U1>")]
    [InlineData("/owner", "set x <@U1|dana smith>", "owner set x <@U1>")]
    [InlineData("/owner", "set x <!subteam^S1|@ml>", "owner set x <!subteam^S1|@ml>")]
    [InlineData("/spend", "in <#C1|general>", "spend in slack:C1")]
    [InlineData("/spend", "by <https://a.test/x|a.test/x>", "spend by a.test/x")]
    [InlineData("/spend", "&lt;b&gt; &amp;amp;", "spend <b> &amp;")]
    [InlineData("/snooze", "INC-1 worse-by:$50", "snooze INC-1 worse-by:$50")]
    public void FromSlash_WhatSlackSends_IsTheLineEveryPlatformHas(string command, string text, string expected) =>
        Assert.Equal(expected, SlackCommandText.FromSlash(command, text));

    [Theory]
    [InlineData("<@UBOT> why", "why")]
    [InlineData("hey <@UBOT|spendwall>  snooze 4h", "snooze 4h")]
    [InlineData("<@UBOT>", "")]
    [InlineData("<@U2> <@UBOT> ack", "ack")]
    [InlineData("<@U2> hey <@UBOT> why", "why")]
    [InlineData("<@U2|sam>, <@UBOT>: owner set x <@U3>", "owner set x <@U3>")]
    [InlineData("<@UBOT> owner set x <@U1>", "owner set x <@U1>")]
    public void FromMention_Text_IsWhatFollowsTheMention(string text, string expected) => Assert.Equal(expected, SlackCommandText.FromMention(text, "UBOT"));

    [Fact]
    public void FromMention_BotUnknown_TakesTheFirstMentionForIt() => Assert.Equal("why", SlackCommandText.FromMention("hey <@UBOT> why", null));

    [Theory]
    [InlineData("/help lists the commands.", "/spendwall help lists the commands.")]
    [InlineData("… 3 more in /status", "… 3 more in /spendwall status")]
    [InlineData("'/help'", "'/spendwall help'")]
    [InlineData("/spendwall status", "/spendwall status")]
    [InlineData("vendor/status /statuses and/help https://x.test/help /help/me /why INC-1", "vendor/status /statuses and/help https://x.test/help /help/me /why INC-1")]
    public void Advice_NamesThatSlackKeeps_GoBySpendwall(string text, string expected) => Assert.Equal(expected, SlackCommandText.Advice(text));

    [Fact]
    public async Task Kept_IsWhatTheCatalogueAndSlackBothCallTheirs()
    {
        await using var world = await SlackWorld.CreateAsync();

        var names = world.Get<CommandCatalogue>().Specs.Select(static spec => spec.Name).ToList();

        Assert.Equal(names.Where(SlackCommandText.Reserved.Contains), SlackCommandText.Kept);
        Assert.All(SlackCommandText.Kept, static name => Assert.Equal($"/spendwall {name}", SlackCommandText.Advice("/" + name)));
    }
}
