using System.Text;
using System.Text.Json;

namespace Spendwall.Bot.Sandbox.Slack.Blocks;

/// <summary>Modals and Homes.</summary>
internal static class ViewRules
{
    private const int MaxBytes = 250_000;

    /// <param name="type"><c>modal</c> or <c>home</c>.</param>
    public static IReadOnlyList<string> Check(JsonElement view, string type)
    {
        var faults = new Faults();
        if (Faults.TypeOf(view) != type)
        {
            faults.Add($"must be {type}", "/view/type");

            return faults.Messages;
        }

        faults.String(view, "private_metadata", "/view", 3000);
        faults.String(view, "callback_id", "/view", 255);
        faults.String(view, "external_id", "/view", 255);
        if (Encoding.UTF8.GetByteCount(view.GetRawText()) > MaxBytes)
        {
            faults.Add($"must be less than {MaxBytes + 1} bytes", "/view");
        }

        if (!Faults.Has(view, "blocks", out var blocks) || blocks.ValueKind != JsonValueKind.Array)
        {
            faults.Add("missing required field: blocks", "/view");

            return faults.Messages;
        }

        if (type == "modal")
        {
            bool hasInput = blocks.EnumerateArray().Any(static block => Faults.TypeOf(block) == "input");
            faults.Text(view, "title", "/view", 24, plainOnly: true);
            faults.Text(view, "submit", "/view", 24, plainOnly: true, required: hasInput);
            faults.Text(view, "close", "/view", 24, plainOnly: true, required: false);
        }

        return [.. faults.Messages, .. BlockRules.Check(blocks, BlockSurface.View, "/view/blocks")];
    }
}
