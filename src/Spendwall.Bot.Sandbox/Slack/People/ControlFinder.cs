using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Slack.People;

/// <summary>A button, select or overflow that was found in blocks.</summary>
internal sealed record FoundControl(JsonElement Element, string BlockId, string ActionId)
{
    public string Type => Element.GetProperty("type").GetString()!;
}

/// <summary>Finds what a person sees by the words on it, and says what choosing it means.</summary>
internal static class ControlFinder
{
    /// <param name="wanted">An action_id, the label of a button or the label of an input.</param>
    /// <returns>Null when there is no such control.</returns>
    public static FoundControl? Find(JsonElement blocks, string wanted)
    {
        var all = All(blocks).ToList();

        return all.Find(found => found.Control.ActionId == wanted).Control ?? all.Find(found => found.Labels.Contains(wanted)).Control;
    }

    /// <summary>One action of a <c>block_actions</c> payload.</summary>
    /// <param name="value">What was chosen: an option's value or text, a user's id, a date; null for a button.</param>
    /// <exception cref="ArgumentException">The control has no such choice.</exception>
    public static JsonObject Action(FoundControl control, string? value, string ts)
    {
        var action = Value(control, value);
        action["action_id"] = control.ActionId;
        action["block_id"] = control.BlockId;
        action["action_ts"] = ts;
        if (control.Element.TryGetProperty("text", out var text))
        {
            action["text"] = JsonNode.Parse(text.GetRawText());
        }

        return action;
    }

    /// <summary>A control's state: its type and what is chosen in it.</summary>
    /// <exception cref="ArgumentException">The control has no such choice.</exception>
    public static JsonObject Value(FoundControl control, string? value)
    {
        var state = new JsonObject { ["type"] = control.Type };
        switch (control.Type)
        {
            case "button":
                if (control.Element.TryGetProperty("value", out var own))
                {
                    state["value"] = own.GetString();
                }

                break;
            case "static_select" or "overflow" or "radio_buttons":
                state["selected_option"] = Option(control, value);
                break;
            case "multi_static_select" or "checkboxes":
                state["selected_options"] = new JsonArray([.. (value ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(one => Option(control, one))]);
                break;
            case "users_select":
                state["selected_user"] = value;
                break;
            case "conversations_select":
                state["selected_conversation"] = value;
                break;
            case "channels_select":
                state["selected_channel"] = value;
                break;
            case "datepicker":
                state["selected_date"] = value;
                break;
            case "timepicker":
                state["selected_time"] = value;
                break;
            default:
                state["value"] = value;
                break;
        }

        return state;
    }

    /// <summary>The state of every input of a view: what was filled in, else what it starts with.</summary>
    /// <param name="filled">By action_id, block_id or label.</param>
    /// <exception cref="ArgumentException">Something was filled in that is not there.</exception>
    public static JsonObject State(JsonElement blocks, IReadOnlyDictionary<string, string> filled)
    {
        var state = new JsonObject();
        var left = filled.Keys.ToHashSet();
        foreach (var (control, labels) in All(blocks))
        {
            if (control.Type is "button" or "overflow")
            {
                continue;
            }

            string? key = left.FirstOrDefault(key => key == control.ActionId || key == control.BlockId || labels.Contains(key));
            left.Remove(key ?? "");
            if (state[control.BlockId] is not JsonObject block)
            {
                state[control.BlockId] = block = [];
            }

            block[control.ActionId] = key is not null ? Value(control, filled[key]) : Initial(control);
        }

        return left.Count == 0 ? state : throw new ArgumentException($"the window has no '{left.First()}'");
    }

    private static JsonObject Initial(FoundControl control)
    {
        var state = new JsonObject { ["type"] = control.Type };
        foreach (var property in control.Element.EnumerateObject().Where(static property => property.Name.StartsWith("initial_", StringComparison.Ordinal)))
        {
            string name = property.Name == "initial_value" ? "value" : "selected_" + property.Name["initial_".Length..];
            state[name] = JsonNode.Parse(property.Value.GetRawText());
        }

        if (state.Count == 1)
        {
            state[control.Type.EndsWith("select", StringComparison.Ordinal) ? "selected_option" : "value"] = null;
        }

        return state;
    }

    private static JsonNode Option(FoundControl control, string? wanted)
    {
        var options = Options(control.Element).ToList();
        int index = options.FindIndex(option => Text(option, "value") == wanted);
        index = index >= 0 ? index : options.FindIndex(option => option.TryGetProperty("text", out var text) && Text(text, "text") == wanted);

        return index >= 0
            ? JsonNode.Parse(options[index].GetRawText())!
            : throw new ArgumentException($"'{control.ActionId}' offers {string.Join(", ", options.Select(static option => Text(option, "value")))}, not '{wanted}'");
    }

    private static IEnumerable<JsonElement> Options(JsonElement element) =>
        element.TryGetProperty("options", out var options) ? options.EnumerateArray()
        : element.TryGetProperty("option_groups", out var groups) ? groups.EnumerateArray().SelectMany(static group => group.GetProperty("options").EnumerateArray())
        : [];

    private static IEnumerable<(FoundControl Control, IReadOnlyList<string> Labels)> All(JsonElement blocks)
    {
        int index = 0;
        foreach (var block in blocks.EnumerateArray())
        {
            // Slack makes up the ids that an app leaves out.
            string blockId = Text(block, "block_id") ?? $"block{index}";
            index++;
            string? label = block.TryGetProperty("label", out var said) ? Text(said, "text") : null;
            int at = 0;
            foreach (var element in Elements(block).Where(static element => element.ValueKind == JsonValueKind.Object))
            {
                if (Text(element, "type") is not { } type || type is "image" or "plain_text" or "mrkdwn")
                {
                    continue;
                }

                var labels = new List<string>();
                AddIf(labels, label);
                AddIf(labels, element.TryGetProperty("text", out var text) ? Text(text, "text") : null);
                AddIf(labels, element.TryGetProperty("placeholder", out var placeholder) ? Text(placeholder, "text") : null);
                yield return (new(element, blockId, Text(element, "action_id") ?? $"{blockId}-{at}"), labels);
                at++;
            }
        }
    }

    private static IEnumerable<JsonElement> Elements(JsonElement block) =>
        Text(block, "type") switch
        {
            "actions" => block.GetProperty("elements").EnumerateArray(),
            "section" when block.TryGetProperty("accessory", out var accessory) => [accessory],
            "input" => [block.GetProperty("element")],
            _ => [],
        };

    private static void AddIf(List<string> labels, string? label)
    {
        if (label is not null)
        {
            labels.Add(label);
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
