using System.Text.Json.Nodes;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Chat.Discord.Rendering;
using Spendwall.Bot.Chat.Terminal;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Tests.Chat.Discord;
using Spendwall.Bot.Tests.Chat.Slack;

namespace Spendwall.Bot.Tests.Chat;

public sealed class PeopleNamesTests
{
    private static readonly Principal InSlack = new("@U0DANA", PrincipalKind.User, new Dictionary<string, string> { ["slack"] = "U0DANA" });

    private static readonly ChatMessage Alert = new() { Title = "Credits of @U0DANA", Mentions = [InSlack], Blocks = [new ChatBlock.Line("Owner: @U0DANA")] };

    [Theory]
    [InlineData("terminal")]
    [InlineData("discord")]
    public async Task In_OwnerOfTheOtherPlatform_IsCalledByNameAndMentionedAsText(string platform)
    {
        await using var world = await SlackWorld.CreateAsync();

        var named = await world.Get<PeopleNames>().InAsync(Alert, platform, default);

        Assert.Equal(("Credits of @robin", "@robin"), (named.Title, Assert.Single(named.Mentions).Name));
        Assert.Equal(InSlack.Identities, named.Mentions[0].Identities);
        Assert.Equal("""{"parse":[]}""", DiscordRenderer.Render(named).ToBody()["allowed_mentions"]!.ToJsonString());
    }

    [Fact]
    public async Task In_OwnerOfThisPlatform_IsMentionedByTheIdAndNotAskedFor()
    {
        await using var world = await SlackWorld.CreateAsync();

        var named = await world.Get<PeopleNames>().InAsync(new() { Title = "t", Mentions = [InSlack] }, "slack", default);

        Assert.Equal("@U0DANA", Assert.Single(named.Mentions).Name);
        Assert.Empty(world.Slack.To("users.info"));
    }

    [Fact]
    public async Task Terminal_OwnerKnownByASlackIdAlone_IsShownByName()
    {
        await using var world = await SlackWorld.CreateAsync();
        using var screen = new StringWriter();
        var terminal = new TerminalAdapter(new(screen, static () => 80, colour: false), world.Get<PeopleNames>());

        await terminal.PostAsync(ChannelAddress.Terminal, Alert, null, "k", default);

        Assert.Contains("To @robin", screen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("U0DANA", screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_NoServerIsInTheSettings_TheOnesThatTheBotIsInTell()
    {
        await using var world = await DiscordWorld.CreateAsync();
        world.Discord.Reads["users/@me/guilds"] = new JsonArray(new JsonObject { ["id"] = FakeDiscord.Guild });
        world.Discord.Reads[$"guilds/{FakeDiscord.Guild}/members/{DiscordWorld.Dana}"] = new JsonObject { ["nick"] = "Dana" };

        Assert.Equal("Owner: @Dana", await world.Get<DiscordNames>().InAsync($"Owner: @{DiscordWorld.Dana}", default));
    }

    [Fact]
    public void Render_IdThatNoNameIsFoundOf_IsAMentionInTheEmbedOnlyAndPingsNobody()
    {
        var body = DiscordRenderer.Render(new() { Title = $"@{DiscordWorld.Dana}", Blocks = [new ChatBlock.Line($"Owner: @{DiscordWorld.Dana} x@{DiscordWorld.Dana}")] }).ToBody();

        Assert.Equal($@"**\@{DiscordWorld.Dana}**", (string?)body["content"]);
        Assert.Equal($@"Owner: <@{DiscordWorld.Dana}> x\@{DiscordWorld.Dana}", (string?)body["embeds"]![0]!["description"]);
        Assert.Equal("""{"parse":[]}""", body["allowed_mentions"]!.ToJsonString());
    }
}
