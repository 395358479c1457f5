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
    [InlineData("<@UBOT> owner set x <@U1>", "owner set x <@U1>")]
    public void FromMention_Text_IsWhatFollowsTheMention(string text, string expected) => Assert.Equal(expected, SlackCommandText.FromMention(text));
}
