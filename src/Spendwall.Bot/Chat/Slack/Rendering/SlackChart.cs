using System.Globalization;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Slack.Rendering;

/// <summary>
/// A short series as a <c>data_visualization</c> line. https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
/// Unknown is never zero and Slack takes no gap, so a point that is not known is left out with its label. Pure.
/// </summary>
internal static class SlackChart
{
    /// <returns>Null when fewer than two points are known.</returns>
    public static JsonObject? Render(ChatBlock.Spark spark)
    {
        int last = spark.Values.Count - 1;
        var points = spark.Values
            .Select((value, at) => (Value: value, Label: at == last ? "last" : (at - last).ToString(CultureInfo.InvariantCulture)))
            .Where(static point => point.Value is { } known && double.IsFinite(known))
            .TakeLast(SlackLimits.ChartPoints)
            .ToList();
        if (points.Count < 2)
        {
            return null;
        }

        string caption = ForeignText.Clean(spark.Caption).Trim();

        return new()
        {
            ["type"] = "data_visualization",
            ["title"] = caption.Length == 0 ? "–" : ForeignText.Cut(caption, SlackLimits.ChartTitle),
            ["chart"] = new JsonObject
            {
                ["type"] = "line",
                ["series"] = new JsonArray(new JsonObject
                {
                    ["name"] = "value",
                    ["data"] = new JsonArray([.. points.Select(static point => (JsonNode)new JsonObject { ["label"] = point.Label, ["value"] = point.Value })]),
                }),
                ["axis_config"] = new JsonObject
                {
                    ["categories"] = new JsonArray([.. points.Select(static point => (JsonNode)point.Label)]),
                    ["x_label"] = "steps before the last",
                },
            },
        };
    }
}
