using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Terminal;

namespace Spendwall.Bot.Chat.Slack.Rendering;

/// <summary>A message's body as blocks, within the number of blocks and the characters that there is room for. Pure.</summary>
internal static class SlackBody
{
    /// <param name="most">The blocks that there is room for; at least one.</param>
    public static IReadOnlyList<JsonObject> Render(IReadOnlyList<ChatBlock> blocks, int most)
    {
        var rendered = new List<JsonObject>();
        var lines = new List<string>();
        int tables = 0;
        int charts = 0;
        int left = SlackLimits.BlocksText;

        void Add(JsonObject block, int characters)
        {
            rendered.Add(block);
            left -= characters;
        }

        void Flush()
        {
            if (lines.Count > 0)
            {
                Add(new() { ["type"] = "section", ["text"] = SlackText.PlainLines(lines, Math.Clamp(left, 100, SlackLimits.SectionText)) }, lines.Sum(static line => line.Length + 1));
                lines.Clear();
            }
        }

        foreach (var block in blocks)
        {
            if (block is not ChatBlock.Line)
            {
                Flush();
            }

            if (left <= 0)
            {
                break;
            }

            switch (block)
            {
                case ChatBlock.Line line:
                    lines.Add(line.Text);
                    break;

                case ChatBlock.Fields fields:
                    foreach (var chunk in fields.Items.Chunk(SlackLimits.Fields))
                    {
                        int each = Math.Clamp(left / chunk.Length, 20, SlackLimits.FieldText / 4);
                        Add(Fields(chunk, each), chunk.Sum(static item => item.Name.Length + item.Value.Length));
                    }

                    break;

                // One table in a message: a second one is told in lines.
                case ChatBlock.Table { Rows.Count: > 0, Header.Count: > 0 and <= SlackLimits.TableColumns } table when tables++ == 0:
                    var (grid, characters) = SlackTable.Render(table, left);
                    Add(grid, characters);
                    break;

                case ChatBlock.Table table:
                    string text = ForeignText.Cut(MessageWords.Table(table), Math.Clamp(left, 100, SlackLimits.SectionText));
                    Add(Preformatted(text), text.Length);
                    break;

                case ChatBlock.Spark spark:
                    string bars = $"{Sparkline.Of(spark.Values)}  {spark.Caption}";
                    Add(new() { ["type"] = "section", ["text"] = SlackText.Plain(bars, SlackLimits.FieldText) }, bars.Length);
                    if (charts < SlackLimits.Charts && SlackChart.Render(spark) is { } chart)
                    {
                        charts++;
                        Add(chart, SlackLimits.ChartTitle);
                    }

                    break;

                case ChatBlock.Code code:
                    string cut = ForeignText.Cut(code.Text, Math.Clamp(left, 100, SlackLimits.SectionText));
                    Add(Preformatted(string.Join('\n', cut.Split('\n').Select(ForeignText.Clean))), cut.Length);
                    break;

                default:
                    throw new InvalidOperationException($"There is no rendering for {block.GetType().Name}.");
            }
        }

        Flush();
        if (rendered.Count <= most)
        {
            return rendered;
        }

        string more = $"… {rendered.Count - most + 1} more parts are in the text of this message";

        return [.. rendered.Take(most - 1), new() { ["type"] = "context", ["elements"] = new JsonArray(SlackText.Plain(more, SlackLimits.ContextText)) }];
    }

    private static JsonObject Fields(IReadOnlyList<(string Name, string Value)> items, int each) => new()
    {
        ["type"] = "section",
        ["fields"] = new JsonArray([.. items.Select(item => (JsonNode)SlackText.PlainLines([item.Name, item.Value], each))]),
    };

    /// <summary>Its text is no markup at all, so backticks and angles stay what they are.</summary>
    private static JsonObject Preformatted(string text) => new()
    {
        ["type"] = "rich_text",
        ["elements"] = new JsonArray(new JsonObject
        {
            ["type"] = "rich_text_preformatted",
            ["elements"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text.Trim('\n').Length == 0 ? "–" : text }),
        }),
    };
}
