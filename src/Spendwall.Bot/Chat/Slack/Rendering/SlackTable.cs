using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Slack.Rendering;

/// <summary>Slack's <c>table</c> block: at most 100 rows of 20 cells, the header among them. Pure.</summary>
internal static class SlackTable
{
    /// <param name="room">The characters that there is room for.</param>
    /// <returns>The block, and the characters in it. What there is no room for is said in the last row.</returns>
    public static (JsonObject Block, int Characters) Render(ChatBlock.Table table, int room)
    {
        int columns = table.Header.Count;
        var rows = new JsonArray();
        int characters = Add(rows, table.Header, columns);
        int shown = 0;
        while (shown < table.Rows.Count)
        {
            var row = table.Rows[shown];
            bool isLast = shown == table.Rows.Count - 1;
            int length = row.Sum(static cell => Math.Min(cell.Length, SlackLimits.CellText));
            if (shown > 0 && (characters + length > room || rows.Count >= SlackLimits.TableRows - (isLast ? 0 : 1)))
            {
                break;
            }

            characters += Add(rows, row, columns);
            shown++;
        }

        if (shown < table.Rows.Count)
        {
            characters += Add(rows, [$"… {table.Rows.Count - shown} more"], columns);
        }

        return (
            new()
            {
                ["type"] = "table",
                ["rows"] = rows,
                ["column_settings"] = new JsonArray([.. Enumerable.Range(0, columns).Select(column => (JsonNode)new JsonObject
                {
                    ["align"] = column < table.Numeric.Count && table.Numeric[column] ? "right" : "left",
                    ["is_wrapped"] = column == columns - 1,
                })]),
            },
            characters);
    }

    private static int Add(JsonArray rows, IReadOnlyList<string> cells, int columns)
    {
        var row = new JsonArray();
        int characters = 0;
        for (int column = 0; column < columns; column++)
        {
            string text = column < cells.Count ? ForeignText.Cut(ForeignText.Clean(cells[column]), SlackLimits.CellText) : "";

            // Slack takes no empty cell.
            row.Add((JsonNode)new JsonObject { ["type"] = "raw_text", ["text"] = text.Length == 0 ? "–" : text });
            characters += text.Length;
        }

        rows.Add((JsonNode)row);

        return characters;
    }
}
