using System.Text.Json;

namespace Spendwall.Bot.Sandbox.Slack.Blocks;

/// <summary>Tables and charts.</summary>
internal static class DataRules
{
    public static void Table(JsonElement block, string place, Faults faults)
    {
        foreach (var (row, pointer) in faults.List(block, "rows", place, 1, 100))
        {
            if (row.ValueKind != JsonValueKind.Array)
            {
                faults.Add("must be an array", pointer);
                continue;
            }

            if (row.GetArrayLength() is 0 or > 20)
            {
                faults.Add("a row has 1 to 20 cells", pointer);
            }

            int index = 0;
            foreach (var cell in row.EnumerateArray())
            {
                Cell(cell, $"{pointer}/{index++}", faults);
            }
        }

        if (Faults.Has(block, "column_settings", out _) && faults.List(block, "column_settings", place, 0, 20).Any(static setting => setting.Element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)))
        {
            faults.Add("must be objects", $"{place}/column_settings");
        }
    }

    public static void Chart(JsonElement block, string place, Faults faults)
    {
        faults.String(block, "title", place, 50, required: true);
        if (!Faults.Has(block, "chart", out var chart))
        {
            faults.Add("missing required field: chart", place);
            return;
        }

        string pointer = $"{place}/chart";
        if (Faults.TypeOf(chart) == "pie")
        {
            foreach (var (segment, at) in faults.List(chart, "segments", pointer, 1, 6))
            {
                Point(segment, at, faults, above: 0);
            }
        }
        else if (Faults.TypeOf(chart) is "bar" or "line" or "area")
        {
            Series(chart, pointer, faults);
        }
        else
        {
            faults.Add("must be pie, bar, line or area", $"{pointer}/type");
        }
    }

    private static void Series(JsonElement chart, string place, Faults faults)
    {
        if (!Faults.Has(chart, "axis_config", out var axes))
        {
            faults.Add("missing required field: axis_config", place);
            return;
        }

        string at = $"{place}/axis_config";
        faults.String(axes, "x_label", at, 50);
        faults.String(axes, "y_label", at, 50);
        var categories = faults.List(axes, "categories", at, 1, 20).Select(static row => row.Element.ToString()).ToList();
        for (int i = 0; i < categories.Count; i++)
        {
            faults.Length(categories[i], $"{at}/categories/{i}", 20, 1);
        }

        var names = new HashSet<string>();
        foreach (var (series, pointer) in faults.List(chart, "series", place, 1, 6))
        {
            faults.String(series, "name", pointer, 20, required: true);
            if (Faults.Has(series, "name", out var name) && !names.Add(name.ToString()))
            {
                faults.Add("must be unique", $"{pointer}/name");
            }

            var labels = new List<string>();
            foreach (var (point, where) in faults.List(series, "data", pointer, 1, 20))
            {
                Point(point, where, faults, above: null);
                labels.Add(Faults.Has(point, "label", out var label) ? label.ToString() : "");
            }

            if (!labels.SequenceEqual(categories))
            {
                faults.Add("must have one point for each category, in their order", $"{pointer}/data");
            }
        }
    }

    private static void Point(JsonElement point, string place, Faults faults, double? above)
    {
        faults.String(point, "label", place, 20, required: true);
        if (!Faults.Has(point, "value", out var value) || value.ValueKind != JsonValueKind.Number)
        {
            faults.Add("missing required field: value", place);
        }
        else if (value.GetDouble() <= above)
        {
            faults.Add($"must be more than {above}", $"{place}/value");
        }
    }

    private static void Cell(JsonElement cell, string place, Faults faults)
    {
        switch (Faults.TypeOf(cell))
        {
            case "raw_text":
                faults.String(cell, "text", place, 3000, required: true);
                break;
            case "raw_number" when Faults.Has(cell, "value", out var value) && value.ValueKind == JsonValueKind.Number:
            case "rich_text" when Faults.Has(cell, "elements", out _):
                break;
            case { } type:
                faults.Add($"unsupported cell: {type}", place);
                break;
            default:
                faults.Add("missing required field: type", place);
                break;
        }
    }
}
