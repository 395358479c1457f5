using System.Text;
using System.Text.Json;

namespace Spendwall.Bot.Sandbox.Slack.Blocks;

/// <summary>The words in blocks, for lengths and for the transcript.</summary>
internal static class BlockText
{
    /// <summary>Characters of text in all of them.</summary>
    public static int Length(JsonElement element) => Words(element).Sum(static word => word.Length);

    /// <summary>One line for each text of a view's blocks.</summary>
    public static string Of(JsonElement view)
    {
        var lines = new StringBuilder();
        if (view.TryGetProperty("blocks", out var blocks) && blocks.ValueKind == JsonValueKind.Array)
        {
            foreach (var block in blocks.EnumerateArray())
            {
                lines.AppendJoin("  ", Words(block)).Append('\n');
            }
        }

        return lines.ToString();
    }

    public static string Title(JsonElement view) =>
        view.TryGetProperty("title", out var title) && title.ValueKind == JsonValueKind.Object && title.TryGetProperty("text", out var text) ? text.ToString() : "";

    private static IEnumerable<string> Words(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Words),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static property =>
            property is { Name: "text", Value.ValueKind: JsonValueKind.String } ? [property.Value.GetString()!] : Words(property.Value)),
        _ => [],
    };
}
