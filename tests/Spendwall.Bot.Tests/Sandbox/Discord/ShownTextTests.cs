using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Tests.Sandbox.Discord;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("<@1300000000000000011> **Warning: 3 d**", "@Dana Example Warning: 3 d")]
    [InlineData("<@&1300000000000000202> <@&9> <#1300000000000000101>", "@platform @9 #ai-spend")]
    [InlineData(@"\+$11.12 by \@Dana \<@1300000000000000011\> a\_b", "+$11.12 by @Dana <@1300000000000000011> a_b")]
    [InlineData(@"2 * 3, C:\temp", @"2 * 3, C:\temp")]
    public void Of_DiscordsMarks_IsWhatAWindowShows(string text, string expected) => Assert.Equal(expected, ShownText.Of(text, new()));
}
