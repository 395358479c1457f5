using System.Text.Json;

namespace Spendwall.Bot.Sandbox.Slack.Blocks;

internal enum BlockSurface
{
    Message,
    View,
}

/// <summary>Slack's published limits of blocks, the lower number where two are published.</summary>
internal static class BlockRules
{
    private const int MaxId = 255;

    /// <summary>One line for each fault; empty when Slack takes them.</summary>
    public static IReadOnlyList<string> Check(JsonElement blocks, BlockSurface surface, string pointer = "/blocks")
    {
        var faults = new Faults();
        int most = surface == BlockSurface.Message ? 50 : 100;
        if (blocks.GetArrayLength() > most)
        {
            faults.Add($"no more than {most} items allowed", pointer);
        }

        var ids = new HashSet<string>();
        int index = 0;
        foreach (var block in blocks.EnumerateArray())
        {
            string place = $"{pointer}/{index++}";
            faults.String(block, "block_id", place, MaxId);
            if (Faults.Has(block, "block_id", out var id) && id.ValueKind == JsonValueKind.String && !ids.Add(id.GetString()!))
            {
                faults.Add("block_id must be unique", $"{place}/block_id");
            }

            Check(block, surface, place, faults);
        }

        AtMost(blocks, "table", 1, pointer, faults);
        AtMost(blocks, "data_visualization", 2, pointer, faults);
        if (Sum(blocks, "markdown") > 12_000)
        {
            faults.Add("markdown blocks must be less than 12001 characters together", pointer);
        }

        return faults.Messages;
    }

    private static void Check(JsonElement block, BlockSurface surface, string place, Faults faults)
    {
        switch (Faults.TypeOf(block))
        {
            case "section":
                Section(block, place, faults);
                break;
            case "header":
                faults.Text(block, "text", place, 150, plainOnly: true);
                break;
            case "divider":
            case "rich_text" when Faults.Has(block, "elements", out _):
                break;
            case "context":
                Context(block, place, faults);
                break;
            case "actions":
                Actions(block, place, faults);
                break;
            case "image":
                faults.String(block, "alt_text", place, 2000, required: true);
                faults.String(block, "image_url", place, 3000);
                faults.Text(block, "title", place, 2000, plainOnly: true, required: false);
                break;
            case "markdown":
                faults.String(block, "text", place, 12_000, required: true);
                break;
            case "input" when surface == BlockSurface.View:
                Input(block, place, faults);
                break;
            case "table":
                DataRules.Table(block, place, faults);
                break;
            case "data_visualization":
                DataRules.Chart(block, place, faults);
                break;
            case { } type:
                faults.Add($"unsupported type: {type}", $"{place}/type");
                break;
            default:
                faults.Add("missing required field: type", place);
                break;
        }
    }

    private static void Section(JsonElement block, string place, Faults faults)
    {
        bool hasFields = Faults.Has(block, "fields", out _);
        faults.Text(block, "text", place, 3000, required: !hasFields);
        if (hasFields)
        {
            foreach (var (field, pointer) in faults.List(block, "fields", place, 1, 10))
            {
                faults.TextObject(field, pointer, 2000, plainOnly: false);
            }
        }

        if (Faults.Has(block, "accessory", out var accessory))
        {
            ElementRules.Check(accessory, $"{place}/accessory", faults);
        }
    }

    private static void Context(JsonElement block, string place, Faults faults)
    {
        foreach (var (element, pointer) in faults.List(block, "elements", place, 1, 10))
        {
            if (Faults.TypeOf(element) == "image")
            {
                ElementRules.Check(element, pointer, faults);
            }
            else
            {
                faults.TextObject(element, pointer, 3000, plainOnly: false);
            }
        }
    }

    private static void Actions(JsonElement block, string place, Faults faults)
    {
        var ids = new HashSet<string>();
        foreach (var (element, pointer) in faults.List(block, "elements", place, 1, 25))
        {
            ElementRules.Check(element, pointer, faults);
            if (Faults.Has(element, "action_id", out var id) && id.ValueKind == JsonValueKind.String && !ids.Add(id.GetString()!))
            {
                faults.Add("action_id must be unique within its block", $"{pointer}/action_id");
            }
        }
    }

    private static void Input(JsonElement block, string place, Faults faults)
    {
        faults.Text(block, "label", place, 2000, plainOnly: true);
        faults.Text(block, "hint", place, 2000, plainOnly: true, required: false);
        if (Faults.Has(block, "element", out var element))
        {
            ElementRules.Check(element, $"{place}/element", faults);
        }
        else
        {
            faults.Add("missing required field: element", place);
        }
    }

    private static void AtMost(JsonElement blocks, string type, int most, string pointer, Faults faults)
    {
        if (blocks.EnumerateArray().Count(block => Faults.TypeOf(block) == type) > most)
        {
            faults.Add($"no more than {most} {type} blocks allowed", pointer);
        }
    }

    private static int Sum(JsonElement blocks, string type) => blocks.EnumerateArray()
        .Where(block => Faults.TypeOf(block) == type && Faults.Has(block, "text", out var text) && text.ValueKind == JsonValueKind.String)
        .Sum(static block => block.GetProperty("text").GetString()!.Length);
}
