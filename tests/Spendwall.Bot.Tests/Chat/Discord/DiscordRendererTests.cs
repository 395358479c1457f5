using System.Text.Json.Nodes;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Charts;
using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Chat.Discord.Rendering;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Tests.Chat.Slack;

namespace Spendwall.Bot.Tests.Chat.Discord;

public sealed class DiscordRendererTests
{
    private const string Create = "channels/1/messages";

    private static readonly Principal Dana = new("@dana", PrincipalKind.User, new Dictionary<string, string> { ["discord"] = "500000000000000001" });

    private static readonly ChatMessage Alert = new()
    {
        Title = "Critical: openrouter-main runs dry in 20 h",
        Tone = Tone.Critical,
        Mentions = [Dana],
        Blocks = [new ChatBlock.Line("Act by 2026-11-21 06:00 UTC. It is theirs to act on."), new ChatBlock.Line("vendor/model:free +$12.00/h; @everyone & <@1> *co*")],
        Footer = ["INC-7 · as of 2026-11-20 12:00 UTC"],
        Buttons = [new("Acknowledge", "/ack INC-7", "INC-7", 3), new("Snooze 4 h", "/snooze INC-7 4h", "INC-7", 3), new("Explain", "/explain INC-7", "INC-7", 3)],
        Link = new("https://openrouter.ai/settings/credits"),
    };

    private static readonly ChatMessage Answer = new()
    {
        Title = "Spend of today: $12.40",
        Blocks =
        [
            new ChatBlock.Fields([("Account", "openai-acme"), ("Estimated", "$1.20")]),
            new ChatBlock.Table(["Model", "USD"], [["gpt-`5`", "$9.00"], ["*_~evil~_*", "$3.40"]], [false, true]),
            new ChatBlock.Table(["When", "What", "Why"], [["12:00", "First", new string('w', 80)]], [false, false, false]),
            new ChatBlock.Spark("USD per hour", [1, null, 2.5, 0]),
            new ChatBlock.Code("/spend today by:model"),
        ],
        Footer = ["as of now"],
    };

    [Fact]
    public void Render_Alert_IsTheCommittedPayload() => Snapshot.Matches("alert", DiscordRenderer.Render(Alert, mark: "0123456789abcdef01234567").ToBody(), "Discord");

    [Fact]
    public void Render_Resolved_IsTheCommittedPayload() => Snapshot.Matches("resolved", DiscordRenderer.Render(new ChatMessage
    {
        Title = "Resolved: credits were topped up",
        Tone = Tone.Good,
        Blocks = [new ChatBlock.Line("It lasted 3 h; it was: openrouter-main runs dry in 20 h")],
        Footer = ["INC-7 · as of 2026-11-20 15:00 UTC"],
        Link = new("https://openrouter.ai/settings/credits"),
    }).ToBody(), "Discord");

    [Fact]
    public void Render_AnswerWithTablesAndShare_IsTheCommittedPayload() =>
        Snapshot.Matches("answer", DiscordRenderer.Render(Answer, new ChatPress(null, 0, "spend today", "0123456789abcdef")).ToBody(), "Discord");

    [Fact]
    public void Render_SeveralGroupsOfFigures_StandUnderTheirOwnLine()
    {
        var body = DiscordRenderer.Render(new ChatMessage
        {
            Title = "Runway of 2 accounts",
            Blocks = [new ChatBlock.Line("one"), new ChatBlock.Fields([("Burn", "$1/h")]), new ChatBlock.Line("two"), new ChatBlock.Fields([("Burn", "$2/h"), ("*Plan*", "")])],
        }).ToBody();

        Assert.Equal("one\n**Burn** $1/h\ntwo\n**Burn** $2/h\n**\\*Plan\\*** –", (string)body["embeds"]![0]!["description"]!);
        Assert.Null(body["embeds"]![0]!["fields"]);
    }

    [Fact]
    public void Render_AnswerWithAChart_AttachesTheImageInsteadOfTheBars()
    {
        var rendered = DiscordRenderer.Render(Answer, charts: new Charts([1, 2, 3]));

        Assert.Equal("attachment://chart.png", (string?)rendered.Embed!["image"]!["url"]);
        Assert.Equal([1, 2, 3], Assert.Single(rendered.Files).Bytes.ToArray());
        Assert.Equal("USD per hour: ▄·█▁", (string?)rendered.ToBody()["attachments"]![0]!["description"]);
        Assert.DoesNotContain("USD per hour", (string)rendered.Embed["description"]!, StringComparison.Ordinal);
        Assert.Contains("▄·█▁  USD per hour", (string)DiscordRenderer.Render(Answer, charts: new Charts(null)).Embed!["description"]!, StringComparison.Ordinal);
        Assert.Empty(DiscordContract.Call("POST", Create, rendered.ToBody()));
        Assert.Empty(rendered.ToBody(textOnly: true)["attachments"]!.AsArray());
    }

    [Fact]
    public void Render_Mention_IsInTheContentOnceAndAllowedByItsIdAlone()
    {
        var rendered = DiscordRenderer.Render(Alert);

        Assert.StartsWith("<@500000000000000001> **Critical", rendered.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("500000000000000001", rendered.Embed!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("""{"parse":[],"users":["500000000000000001"]}""", rendered.Mentions.ToJsonString());
    }

    [Fact]
    public void Render_RoleAndUnknownOwner_MentionsTheRoleAndNamesTheOther()
    {
        var team = new Principal("@ml", PrincipalKind.Role, new Dictionary<string, string> { ["discord"] = "42" });
        var unknown = new Principal("@sam", PrincipalKind.User, new Dictionary<string, string> { ["slack"] = "U1" });

        var rendered = DiscordRenderer.Render(new() { Title = "Title", Mentions = [team, unknown, team] });

        Assert.Equal(@"<@&42> \@sam **Title**", rendered.Content);
        Assert.Equal("""{"parse":[],"roles":["42"]}""", rendered.Mentions.ToJsonString());
    }

    [Theory]
    [InlineData("@everyone")]
    [InlineData("@here")]
    [InlineData("<@1>")]
    [InlineData("<@!1>")]
    [InlineData("<@&1>")]
    [InlineData("<#1>")]
    [InlineData("</ban:1>")]
    [InlineData("```@everyone```")]
    [InlineData("`<@1>`")]
    [InlineData(@"\<@1>")]
    [InlineData(@"\\@everyone")]
    [InlineData("<t:1>")]
    [InlineData("x\n> @everyone")]
    public void Render_ForeignTextAnywhere_CanPingNobody(string evil)
    {
        var rendered = DiscordRenderer.Render(Everywhere(evil), new ChatPress(null, 0, "spend", "s"));

        foreach (string text in Texts(rendered.ToBody()).Append(rendered.Words))
        {
            Assert.DoesNotContain(Unescaped(text), static c => c is '<' or '@');
        }

        Assert.Equal("""{"parse":[]}""", rendered.Mentions.ToJsonString());
    }

    [Theory]
    [InlineData("[openrouter.ai](https://evil.test)", "[(")]
    [InlineData("https://evil.test/x", "")]
    [InlineData("# big", "#")]
    [InlineData("- point", "-")]
    [InlineData("-# small", "-#")]
    [InlineData("> quote", ">")]
    [InlineData("1. first", "")]
    [InlineData("**bold** __line__ ~~gone~~ ||hidden||", "*_~|")]
    public void Escape_Markdown_IsShownAsItIs(string evil, string marks)
    {
        string escaped = DiscordText.Escape(evil);

        Assert.Equal(evil, Shown(escaped));
        Assert.DoesNotContain("://", Unescaped(escaped), StringComparison.Ordinal);
        Assert.DoesNotMatch(@"^\s*\d+[.)]", Unescaped(escaped));
        Assert.Empty(Unescaped(escaped).TrimStart().Take(1).Intersect(marks));
    }

    [Fact]
    public void Escape_NamesThatAreHarmless_StayReadable() => Assert.Equal("gpt-4o-mini at $1.50 (12 %)", DiscordText.Escape("gpt-4o-mini at $1.50 (12 %)"));

    [Fact]
    public void Render_AnyMessage_StaysInsideEveryLimit()
    {
        var random = new Random(20261121);
        for (int i = 0; i < 300; i++)
        {
            var message = RandomMessages.Next(random);

            var rendered = DiscordRenderer.Render(message, new ChatPress(null, 0, RandomMessages.Text(random, 300), "0123456789abcdef"), mark: "mark");
            var body = rendered.ToBody();
            var words = rendered.ToBody(textOnly: true);

            Assert.Empty(DiscordContract.Call("POST", Create, body));
            Assert.Empty(DiscordContract.Call("POST", Create, words));
        }
    }

    [Fact]
    public void Contract_MessageWithFaults_SaysSo()
    {
        var body = DiscordRenderer.Render(Alert).ToBody();
        body["allowed_mentions"] = null;
        body["content"] = new string('x', 2001);
        body["embeds"]![0]!["colour"] = 1;

        Assert.True(DiscordContract.Call("POST", Create, body).Count >= 2);
    }

    [Fact]
    public void Actions_OfAnIncident_CarryItsIdAndVersion()
    {
        var parts = DiscordWorld.Components(DiscordRenderer.Render(Alert).ToBody());

        var acknowledge = ChatPress.Parse((string?)parts[0]["custom_id"]);
        Assert.Equal(new ChatPress("INC-7", 3, "/ack INC-7"), acknowledge);
        var list = parts.Single(static part => (int)part["type"]! == 3);
        Assert.Equal(5, list["options"]!.AsArray().Count);
        Assert.All(list["options"]!.AsArray(), static option => Assert.Equal(3, ChatPress.Parse((string?)option!["value"])!.Version));
        Assert.Equal("https://openrouter.ai/settings/credits", (string?)parts.Single(static part => part["url"] is not null)["url"]);
    }

    [Fact]
    public void Table_MoreRowsThanThereIsRoomFor_SaysHowManyAreLeftOut()
    {
        var table = new ChatBlock.Table(["A", "B"], [.. Enumerable.Range(0, 500).Select(static i => new[] { $"row {i}", "x" })], [false, true]);

        string text = DiscordTable.Render(table, 2000);

        Assert.True(text.Length <= 2000);
        Assert.Matches(@"\n… \d+ more$", text);
        Assert.StartsWith("```\nA", text, StringComparison.Ordinal);
    }

    [Fact]
    public void CutEscaped_EscapeAtTheEdge_IsNotTorn()
    {
        Assert.Equal(@"ab…", DiscordText.CutEscaped(@"ab\*cd", 4));
        Assert.Equal(@"a\\…", DiscordText.CutEscaped(@"a\\\*cd", 5));
        Assert.Equal(@"ab\*c", DiscordText.CutEscaped(@"ab\*c", 5));
    }

    private static ChatMessage Everywhere(string evil) => new()
    {
        Title = evil,
        Mentions = [new Principal(evil, PrincipalKind.User, new Dictionary<string, string> { ["discord"] = evil })],
        Tone = Tone.Warning,
        Blocks =
        [
            new ChatBlock.Line(evil), new ChatBlock.Fields([(evil, evil)]), new ChatBlock.Table([evil, "wide"], [[evil, new string('w', 70)]], [false, false]),
            new ChatBlock.Spark(evil, [1, 2]),
        ],
        Buttons = [new("press", "/x")],
    };

    /// <summary>What Discord reads markdown and mentions in; a footer and a label are plain.</summary>
    private static IEnumerable<string> Texts(JsonObject body) =>
        new[] { body["content"], body["embeds"]?[0]?["description"] }.Concat((body["embeds"]?[0]?["fields"]?.AsArray() ?? []).SelectMany(static field => new[] { field!["name"], field["value"] }))
            .Select(static text => (string?)text).OfType<string>();

    private static string Unescaped(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\\[^0-9A-Za-z\s]", "");

    private static string Shown(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\\([^0-9A-Za-z\s])", "$1");

    private sealed class Charts(byte[]? png) : IChartRenderer
    {
        public byte[]? Render(ChatBlock.Spark spark) => png;
    }
}
