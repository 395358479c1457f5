using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.People;

/// <param name="Data">Of the callback that opened it.</param>
/// <param name="Message">Of the button that opened it; null after a command.</param>
internal sealed record OpenModal(JsonObject Data, string Channel, string? Message)
{
    /// <summary>The interaction's <c>data</c> when it is sent off.</summary>
    /// <param name="values">By label or custom_id; what is left out keeps what the app put there.</param>
    /// <exception cref="ArgumentException">Discord's window would not let it go.</exception>
    public JsonObject Submission(IReadOnlyDictionary<string, string> values)
    {
        var used = new HashSet<string>();
        var components = new JsonArray();
        foreach (var part in (Data["components"] as JsonArray ?? []).OfType<JsonObject>())
        {
            switch ((int?)part["type"])
            {
                case 1:
                    components.Add(new JsonObject { ["type"] = 1, ["id"] = components.Count + 1, ["components"] = new JsonArray(Filled(part["components"]![0]!.AsObject(), null, values, used)) });
                    break;
                case 18:
                    components.Add(new JsonObject { ["type"] = 18, ["id"] = components.Count + 1, ["component"] = Filled(part["component"]!.AsObject(), part["label"]?.ToString(), values, used) });
                    break;
            }
        }

        if (values.Keys.FirstOrDefault(name => !used.Contains(name)) is { } unknown)
        {
            throw new ArgumentException($"the window has no '{unknown}'");
        }

        return new() { ["custom_id"] = Data["custom_id"]!.ToString(), ["components"] = components };
    }

    private static JsonObject Filled(JsonObject input, string? label, IReadOnlyDictionary<string, string> values, HashSet<string> used)
    {
        string id = input["custom_id"]!.ToString();
        string? said = null;
        foreach (string name in new[] { id, label ?? input["label"]?.ToString() ?? id })
        {
            if (values.TryGetValue(name, out string? found))
            {
                said = found;
                used.Add(name);
            }
        }

        int type = (int)input["type"]!;
        bool isRequired = (bool?)input["required"] ?? true;
        string text = said ?? input["value"]?.ToString() ?? "";
        if (text.Length == 0 && isRequired)
        {
            throw new ArgumentException($"'{label ?? id}' is required");
        }

        if (type == 4 && text.Length > 0 && (text.Length < ((int?)input["min_length"] ?? 0) || text.Length > ((int?)input["max_length"] ?? 4_000)))
        {
            throw new ArgumentException($"'{label ?? id}' is too short or too long");
        }

        var filled = new JsonObject { ["type"] = type, ["custom_id"] = id };
        if (type == 4)
        {
            filled["value"] = text;
        }
        else
        {
            filled["values"] = text.Length == 0 ? [] : new JsonArray(text);
        }

        return filled;
    }
}
