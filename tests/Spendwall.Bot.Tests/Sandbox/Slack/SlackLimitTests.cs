using System.Text.Json;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Sandbox.Slack.Blocks;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Slack;

public sealed class SlackLimitTests
{
    private const string Plain = """{"type":"plain_text","text":"x"}""";

    [Theory]
    [InlineData("""{"type":"divider"}""")]
    [InlineData("""{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"overflow","options":[{"text":{"type":"plain_text","text":"x"},"value":"1"}]}}""")]
    [InlineData("""{"type":"section","fields":[{"type":"mrkdwn","text":"x"}]}""")]
    [InlineData("""{"type":"context","elements":[{"type":"mrkdwn","text":"x"},{"type":"image","image_url":"https://example.com/a.png","alt_text":"a"}]}""")]
    [InlineData("""{"type":"table","rows":[[{"type":"raw_text","text":"x"},{"type":"raw_number","value":1,"text":"1"}]],"column_settings":[null,{"align":"right"}]}""")]
    [InlineData("""{"type":"data_visualization","title":"Spend","chart":{"type":"line","series":[{"name":"a","data":[{"label":"Mon","value":1}]}],"axis_config":{"categories":["Mon"]}}}""")]
    [InlineData("""{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"value":"1","style":"danger"},{"type":"users_select"}]}""")]
    public void Check_WhatSlackTakes_FindsNothing(string block) => Assert.Empty(BlockRules.Check(Parse($"[{block}]"), BlockSurface.Message));

    [Theory]
    [InlineData("""{"type":"section"}""", "missing required field: text [json-pointer:/blocks/0]")]
    [InlineData("""{"text":"x"}""", "missing required field: type [json-pointer:/blocks/0]")]
    [InlineData("""{"type":"alert"}""", "unsupported type: alert [json-pointer:/blocks/0/type]")]
    [InlineData("""{"type":"input","label":{"type":"plain_text","text":"x"},"element":{"type":"plain_text_input"}}""", "unsupported type: input [json-pointer:/blocks/0/type]")]
    [InlineData("""{"type":"header","text":{"type":"mrkdwn","text":"x"}}""", "must be a plain_text object [json-pointer:/blocks/0/text]")]
    [InlineData("""{"type":"section","text":{"type":"mrkdwn","text":""}}""", "must be more than 0 characters [json-pointer:/blocks/0/text/text]")]
    [InlineData("""{"type":"context","elements":[]}""", "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]")]
    [InlineData("""{"type":"table","rows":[[]]}""", "a row has 1 to 20 cells [json-pointer:/blocks/0/rows/0]")]
    [InlineData("""{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"action_id":"a"},{"type":"button","text":{"type":"plain_text","text":"x"},"action_id":"a"}]}""", "action_id must be unique within its block [json-pointer:/blocks/0/elements/1/action_id]")]
    [InlineData("""{"type":"data_visualization","title":"Spend","chart":{"type":"pie","segments":[{"label":"a","value":0}]}}""", "must be more than 0 [json-pointer:/blocks/0/chart/segments/0/value]")]
    [InlineData("""{"type":"data_visualization","title":"Spend","chart":{"type":"bar","series":[{"name":"a","data":[{"label":"Tue","value":1}]}],"axis_config":{"categories":["Mon"]}}}""", "must have one point for each category, in their order [json-pointer:/blocks/0/chart/series/0/data]")]
    public void Check_WhatSlackRefuses_NamesThePlace(string block, string fault) =>
        Assert.Equal($"[ERROR] {fault}", Assert.Single(BlockRules.Check(Parse($"[{block}]"), BlockSurface.Message)));

    [Theory]
    [InlineData("text", 3000)]
    [InlineData("field", 2000)]
    [InlineData("header", 150)]
    [InlineData("button", 75)]
    [InlineData("value", 2000)]
    [InlineData("url", 3000)]
    [InlineData("block_id", 255)]
    [InlineData("action_id", 255)]
    [InlineData("option", 75)]
    [InlineData("placeholder", 150)]
    [InlineData("markdown", 12_000)]
    public void Check_AtItsLength_PassesAndOneMoreDoesNot(string part, int most)
    {
        Assert.Empty(BlockRules.Check(Block(part, new('x', most)), BlockSurface.Message));
        Assert.Contains($"must be less than {most + 1} characters", BlockRules.Check(Block(part, new('x', most + 1)), BlockSurface.Message)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"divider"}""", 50, "/blocks")]
    [InlineData("""{"type":"table","rows":[[{"type":"raw_text","text":"x"}]]}""", 1, "/blocks")]
    public void Check_TooManyBlocks_IsAFault(string block, int most, string place)
    {
        Assert.Empty(BlockRules.Check(Many(block, most), BlockSurface.Message));
        Assert.EndsWith($"[json-pointer:{place}]", Assert.Single(BlockRules.Check(Many(block, most + 1), BlockSurface.Message)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"modal","title":TEXT,"blocks":[]}""", null)]
    [InlineData("""{"type":"home","blocks":[]}""", "must be modal [json-pointer:/view/type]")]
    [InlineData("""{"type":"modal","blocks":[]}""", "missing required field: title [json-pointer:/view]")]
    [InlineData("""{"type":"modal","title":TEXT,"blocks":[{"type":"input","label":TEXT,"element":{"type":"plain_text_input"}}]}""", "missing required field: submit [json-pointer:/view]")]
    [InlineData("""{"type":"modal","title":{"type":"plain_text","text":"a title with 25 characters"},"blocks":[]}""", "must be less than 25 characters [json-pointer:/view/title/text]")]
    public void View_IsHeldToItsRules(string view, string? fault)
    {
        var faults = ViewRules.Check(Parse(view.Replace("TEXT", Plain, StringComparison.Ordinal)), "modal");

        Assert.Equal(fault is null ? [] : [$"[ERROR] {fault}"], faults);
    }

    [Fact]
    public async Task Message_BeyondALimit_IsRefusedAndNotPosted()
    {
        var clock = new ManualClock(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
        await using var slack = await SlackStandIn.StartAsync(clock, new() { KeepRates = false }, clock);
        using var client = new SlackTestClient(slack);
        object Section(int length) => new { type = "section", text = new { type = "mrkdwn", text = new string('x', length) } };

        var refused = await client.JsonAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x", blocks = new[] { Section(3001) } });

        Assert.Equal("invalid_blocks", refused.GetProperty("error").GetString());
        Assert.Equal(
            "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
            refused.GetProperty("response_metadata").GetProperty("messages")[0].GetString());
        Assert.Equal("msg_blocks_too_long", await client.ErrorAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x", blocks = Enumerable.Repeat(Section(3000), 5) }));
        Assert.Equal("no_text", await client.ErrorAsync("chat.postMessage", new { channel = "C0AISPEND" }));
        Assert.Equal("invalid_blocks_format", await client.ErrorAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x", blocks = "none" }));
        Assert.Equal("invalid_metadata_format", await client.ErrorAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x", metadata = new { event_type = "a" } }));
        Assert.Equal(
            "metadata_too_large",
            await client.ErrorAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x", metadata = new { event_type = "a", event_payload = new { a = new string('x', 17_000) } } }));
        Assert.Equal("markdown_text_conflict", await client.ErrorAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x", markdown_text = "x" }));
        Assert.Equal("msg_too_long", await client.ErrorAsync("chat.postMessage", new { channel = "C0AISPEND", markdown_text = new string('x', 12_001) }));
        Assert.Equal("too_many_attachments", await client.ErrorAsync("chat.postMessage", new { channel = "C0AISPEND", text = "x", attachments = Enumerable.Repeat(new { text = "a" }, 101) }));
        Assert.Empty(slack.Workspace.Messages.All);
        var cut = await client.JsonAsync("chat.postMessage", new { channel = "C0AISPEND", text = new string('x', 40_001) });
        Assert.Equal(("message_truncated", 40_000), (cut.GetProperty("warning").GetString(), Assert.Single(slack.Workspace.Messages.All).Content.Text.Length));
    }

    private static JsonElement Block(string part, string value)
    {
        var text = new { type = "plain_text", text = "x" };
        object block = part switch
        {
            "text" => new { type = "section", text = new { type = "mrkdwn", text = value } },
            "field" => new { type = "section", fields = new[] { new { type = "mrkdwn", text = value } } },
            "header" => new { type = "header", text = new { type = "plain_text", text = value } },
            "button" => Actions(new { type = "button", text = new { type = "plain_text", text = value } }),
            "value" => Actions(new { type = "button", text, value }),
            "url" => Actions(new { type = "button", text, url = value }),
            "block_id" => new { type = "divider", block_id = value },
            "action_id" => Actions(new { type = "button", text, action_id = value }),
            "option" => Actions(new { type = "static_select", options = new[] { new { text = new { type = "plain_text", text = value }, value = "1" } } }),
            "placeholder" => Actions(new { type = "users_select", placeholder = new { type = "plain_text", text = value } }),
            "markdown" => new { type = "markdown", text = value },
            _ => throw new ArgumentOutOfRangeException(nameof(part)),
        };

        return JsonSerializer.SerializeToElement(new[] { block });
    }

    private static object Actions(object element) => new { type = "actions", elements = new[] { element } };

    private static JsonElement Many(string block, int count) => Parse($"[{string.Join(',', Enumerable.Repeat(block, count))}]");

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
