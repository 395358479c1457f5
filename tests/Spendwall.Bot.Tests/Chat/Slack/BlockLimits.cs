using System.Text.Json.Nodes;

namespace Spendwall.Bot.Tests.Chat.Slack;

/// <summary>A second, independent reading of Slack's published limits over a payload that was rendered.</summary>
internal static class BlockLimits
{
    public static IReadOnlyList<string> Faults(JsonObject message, int mostBlocks = 50)
    {
        var faults = new List<string>();
        if (message["text"] is { } text)
        {
            Range(faults, "text", (string)text!, 1, 4000);
        }

        var blocks = message["blocks"]!.AsArray();
        Count(faults, "blocks", blocks, 0, mostBlocks);
        var all = blocks.Concat(message["attachments"]?.AsArray().SelectMany(static attachment => attachment!["blocks"]!.AsArray()) ?? []).ToList();
        if (all.Count(static block => (string?)block!["type"] == "table") > 1)
        {
            faults.Add("two tables");
        }

        if (all.Count(static block => (string?)block!["type"] == "data_visualization") > 2)
        {
            faults.Add("three charts");
        }

        foreach (var block in all)
        {
            Block(faults, block!);
        }

        if ((string?)message["type"] == "modal")
        {
            Range(faults, "modal title", (string)message["title"]!["text"]!, 1, 24);
            Range(faults, "submit", (string?)message["submit"]?["text"] ?? "x", 1, 24);
            Range(faults, "close", (string?)message["close"]?["text"] ?? "x", 1, 24);
            Range(faults, "private_metadata", (string?)message["private_metadata"] ?? "x", 1, 3000);
        }

        var ids = all.Where(static block => (string?)block!["type"] == "actions").SelectMany(static block => block!["elements"]!.AsArray()).Select(static element => (string)element!["action_id"]!).ToList();
        if (ids.Count != ids.Distinct().Count())
        {
            faults.Add("an action_id twice");
        }

        return faults;
    }

    private static void Block(List<string> faults, JsonNode block)
    {
        switch ((string)block["type"]!)
        {
            case "header":
                Range(faults, "header", (string)block["text"]!["text"]!, 1, 150);
                break;
            case "section":
                if (block["text"] is { } text)
                {
                    Range(faults, "section", (string)text["text"]!, 1, 3000);
                }

                if (block["fields"] is JsonArray fields)
                {
                    Count(faults, "fields", fields, 1, 10);
                    fields.ToList().ForEach(field => Range(faults, "field", (string)field!["text"]!, 1, 2000));
                }

                break;
            case "context":
                Count(faults, "context", block["elements"]!.AsArray(), 1, 10);
                block["elements"]!.AsArray().ToList().ForEach(element => Range(faults, "context text", (string)element!["text"]!, 1, 2000));
                break;
            case "input":
                Range(faults, "label", (string)block["label"]!["text"]!, 1, 2000);
                Range(faults, "hint", (string?)block["hint"]?["text"] ?? "x", 1, 2000);
                Range(faults, "block_id", (string?)block["block_id"] ?? "x", 1, 255);
                break;
            case "rich_text":
                Range(faults, "preformatted", (string)block["elements"]![0]!["elements"]![0]!["text"]!, 1, 3000);
                break;
            case "table":
                Count(faults, "rows", block["rows"]!.AsArray(), 1, 100);
                foreach (var row in block["rows"]!.AsArray())
                {
                    Count(faults, "cells", row!.AsArray(), 1, 20);
                    row.AsArray().ToList().ForEach(cell => Range(faults, "cell", (string)cell!["text"]!, 1, 3000));
                }

                break;
            case "data_visualization":
                Chart(faults, block);
                break;
            case "actions":
                Count(faults, "actions", block["elements"]!.AsArray(), 1, 25);
                block["elements"]!.AsArray().ToList().ForEach(element => Element(faults, element!));
                break;
            default:
                faults.Add($"unknown block {block["type"]}");
                break;
        }
    }

    private static void Chart(List<string> faults, JsonNode block)
    {
        Range(faults, "chart title", (string)block["title"]!, 1, 50);
        var categories = block["chart"]!["axis_config"]!["categories"]!.AsArray().Select(static label => (string)label!).ToList();
        var series = block["chart"]!["series"]!.AsArray();
        Count(faults, "series", series, 1, 6);
        foreach (var one in series)
        {
            Range(faults, "series name", (string)one!["name"]!, 1, 20);
            Count(faults, "points", one["data"]!.AsArray(), 1, 20);
            if (!categories.SequenceEqual(one["data"]!.AsArray().Select(static point => (string)point!["label"]!)) || categories.Distinct().Count() != categories.Count)
            {
                faults.Add("labels are not the categories");
            }
        }

        categories.ForEach(label => Range(faults, "label", label, 1, 20));
    }

    private static void Element(List<string> faults, JsonNode element)
    {
        Range(faults, "action_id", (string)element["action_id"]!, 1, 255);
        if ((string?)element["type"] == "button")
        {
            Range(faults, "button", (string)element["text"]!["text"]!, 1, 75);
            Range(faults, "button value", (string?)element["value"] ?? "x", 1, 2000);

            return;
        }

        Count(faults, "options", element["options"]!.AsArray(), 1, (string?)element["type"] == "overflow" ? 5 : 100);
        foreach (var option in element["options"]!.AsArray())
        {
            Range(faults, "option", (string)option!["text"]!["text"]!, 1, 75);
            Range(faults, "option value", (string)option["value"]!, 1, 75);
            Range(faults, "option url", (string?)option["url"] ?? "x", 1, 3000);
        }
    }

    private static void Range(List<string> faults, string what, string text, int least, int most)
    {
        if (text.Length < least || text.Length > most)
        {
            faults.Add($"{what} has {text.Length} characters");
        }

        if (text.Where(static (c, at) => char.IsSurrogate(c)).Any() && text.EnumerateRunes().Any(static rune => rune.Value == 0xFFFD))
        {
            faults.Add($"{what} holds half a character");
        }
    }

    private static void Count(List<string> faults, string what, JsonArray list, int least, int most)
    {
        if (list.Count < least || list.Count > most)
        {
            faults.Add($"{what}: {list.Count}");
        }
    }
}
