using Spendwall.Bot.Chat.Conversations;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Slack.Rendering;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack;

public sealed class SlackRendererTests
{
    private static readonly Principal Dana = new("@dana", PrincipalKind.User, new Dictionary<string, string> { ["slack"] = "U0DANA" });

    private static readonly ChatMessage Alert = new()
    {
        Title = "Critical: openrouter-main runs dry in 20 h",
        Tone = Tone.Critical,
        Mentions = [Dana],
        Blocks = [new ChatBlock.Line("Act by 2026-11-21 06:00 UTC. It is theirs to act on."), new ChatBlock.Line("vendor/model:free +$12.00/h; <!channel> & co")],
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
            new ChatBlock.Spark("USD per hour", [1, null, 2.5, 0]),
            new ChatBlock.Code("/spend today by:model"),
        ],
        Footer = ["as of now"],
    };

    [Fact]
    public void Render_FooterWithForeignText_PingsNobodyFromTheFallback()
    {
        var rendered = SlackRenderer.Render(new ChatMessage { Title = "t", Tone = Tone.Critical, Footer = ["INC-1 <!channel> & co"] });

        Assert.Equal("INC-1 &lt;!channel&gt; &amp; co", (string?)rendered.Attachments[0]!["fallback"]);
    }

    [Fact]
    public void Render_Alert_IsTheCommittedPayload() => Snapshot.Matches("alert", SlackRenderer.Render(Alert).ToPost());

    [Fact]
    public void Render_Resolved_IsTheCommittedPayload() => Snapshot.Matches("resolved", SlackRenderer.Render(new ChatMessage
    {
        Title = "Resolved: credits were topped up",
        Tone = Tone.Good,
        Blocks = [new ChatBlock.Line("It lasted 3 h; it was: openrouter-main runs dry in 20 h")],
        Footer = ["INC-7 · as of 2026-11-20 15:00 UTC"],
        Link = new("https://openrouter.ai/settings/credits"),
    }).ToPost());

    [Fact]
    public void Render_AnswerWithTableChartAndShare_IsTheCommittedPayload() =>
        Snapshot.Matches("answer", SlackRenderer.Render(Answer, new ChatPress(null, 0, "spend today", "0123456789abcdef")).ToPost());

    [Fact]
    public void Render_Mention_IsInTheTextOnceAndInTheBlocksOnce()
    {
        var rendered = SlackRenderer.Render(Alert);

        Assert.Equal(1, Count(rendered.Text, "<@U0DANA>"));
        Assert.Equal(1, Count(rendered.Blocks.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), "<@U0DANA>"));
    }

    [Fact]
    public void Render_GroupAndUnknownOwner_MentionsTheGroupAndNamesTheOther()
    {
        var team = new Principal("@ml", PrincipalKind.Group, new Dictionary<string, string> { ["slack"] = "S0ML" });
        var unknown = new Principal("@sam", PrincipalKind.User, new Dictionary<string, string> { ["discord"] = "1" });

        Assert.StartsWith("<!subteam^S0ML> @sam Title", SlackRenderer.Render(new() { Title = "Title", Mentions = [team, unknown] }).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@everyone")]
    [InlineData("<!channel>")]
    [InlineData("<!here|x>")]
    [InlineData("<@U0VICTIM>")]
    [InlineData("<!subteam^S1|@x>")]
    [InlineData("```<!everyone>```")]
    [InlineData("&lt;!channel&gt;")]
    [InlineData("<https://evil.test|openrouter.ai>")]
    [InlineData("x\n> <!channel>")]
    public void Render_ForeignTextAnywhere_CanPingNobody(string evil)
    {
        var rendered = SlackRenderer.Render(new ChatMessage
        {
            Title = evil,
            Mentions = [new Principal(evil, PrincipalKind.User, new Dictionary<string, string> { ["slack"] = evil })],
            Tone = Tone.Warning,
            Blocks =
            [
                new ChatBlock.Line(evil), new ChatBlock.Fields([(evil, evil)]), new ChatBlock.Table([evil], [[evil]], [false]), new ChatBlock.Table([evil], [[evil]], [false]),
                new ChatBlock.Spark(evil, [1, 2]), new ChatBlock.Code(evil),
            ],
            Footer = [evil],
            Buttons = [new(evil, evil)],
        });

        Assert.DoesNotContain('<', rendered.Text);
        Assert.All(Texts(rendered.ToPost()).Where(static text => (string?)text["type"] == "mrkdwn"), static text => Assert.DoesNotContain('<', (string)text["text"]!));
        Assert.Equal("none", (string?)rendered.ToPost()["parse"]);
        Assert.False((bool)rendered.ToPost()["link_names"]!);
    }

    [Fact]
    public void Render_AnyMessage_StaysInsideEveryLimit()
    {
        var random = new Random(20261121);
        for (int i = 0; i < 400; i++)
        {
            var message = RandomMessages.Next(random);

            var rendered = SlackRenderer.Render(message, new ChatPress(null, 0, RandomMessages.Text(random, 3000), "s"));

            Assert.Empty(BlockLimits.Faults(rendered.ToPost()));
            Assert.True(Texts(rendered.ToPost()).Sum(static text => ((string)text["text"]!).Length) < 20_000);
        }
    }

    [Fact]
    public void Render_AnyMessage_FitsSlacksOwnTypes()
    {
        if (SharedFolder.Find("contracts", "slack-payloads.schema.json") is not { } path)
        {
            return;
        }

        var schema = JsonSchemaLite.Load(path);
        var random = new Random(7);
        foreach (var message in Enumerable.Range(0, 60).Select(_ => RandomMessages.Next(random)).Append(Alert).Append(Answer))
        {
            var rendered = SlackRenderer.Render(message, new ChatPress(null, 0, "spend", "s"));
            var blocks = rendered.Blocks.Concat(rendered.Attachments.SelectMany(static bar => bar!["blocks"]!.AsArray()));

            // The chart is younger than the schema.
            Assert.All(blocks.Where(static block => (string?)block!["type"] != "data_visualization"), block => Assert.Empty(schema.Check("KnownBlock", block!)));
        }
    }

    [Fact]
    public void Chart_UnknownValue_IsLeftOutAndNeverZero()
    {
        var chart = SlackChart.Render(new("USD", [1, null, double.NaN, 4]))!;

        Assert.Equal(["-3", "last"], chart["chart"]!["axis_config"]!["categories"]!.AsArray().Select(static label => (string?)label));
        Assert.Null(SlackChart.Render(new("USD", [null, 4])));
    }

    [Fact]
    public void Table_MoreRowsThanSlackTakes_SaysHowManyAreLeftOut()
    {
        var table = new ChatBlock.Table(["A"], [.. Enumerable.Range(0, 250).Select(static i => new[] { $"{i}" })], [true]);

        var rows = SlackTable.Render(table, 10_000).Block["rows"]!.AsArray();

        Assert.Equal(100, rows.Count);
        Assert.Equal("… 152 more", (string?)rows[^1]![0]!["text"]);
    }

    [Fact]
    public void CutEscaped_EntityAtTheEdge_IsNotTorn()
    {
        Assert.Equal("ab…", SlackLimits.CutEscaped("ab&amp;cd", 6));
        Assert.Equal("ab…", SlackLimits.CutEscaped("ab<@U123>cd", 8));
        Assert.Equal("ab&amp;…", SlackLimits.CutEscaped("ab&amp;cdef", 8));
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static IEnumerable<JsonObject> Texts(JsonNode? node) => node switch
    {
        JsonObject json => (json["text"] is JsonValue && json["type"] is not null ? [json] : Enumerable.Empty<JsonObject>()).Concat(json.SelectMany(static pair => Texts(pair.Value))),
        JsonArray list => list.SelectMany(Texts),
        _ => [],
    };
}
