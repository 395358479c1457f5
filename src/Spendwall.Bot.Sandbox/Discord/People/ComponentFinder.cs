using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.People;

/// <summary>Finds what someone presses, by the words on it or by its custom_id.</summary>
internal static class ComponentFinder
{
    /// <returns>A button or a select; null when there is none.</returns>
    public static JsonObject? Find(JsonArray? components, string control) =>
        All(components).FirstOrDefault(part => (int?)part["type"] is 2 or 3 or 5 or 6 or 7 or 8
            && (part["custom_id"]?.ToString() == control || part["label"]?.ToString() == control || part["placeholder"]?.ToString() == control));

    public static IEnumerable<JsonObject> All(JsonArray? components)
    {
        foreach (var part in (components ?? []).OfType<JsonObject>())
        {
            yield return part;
            foreach (var child in All(part["components"] as JsonArray))
            {
                yield return child;
            }

            foreach (string one in new[] { "accessory", "component" })
            {
                if (part[one] is JsonObject single)
                {
                    yield return single;
                }
            }
        }
    }

    /// <summary>The interaction's <c>data</c> of a button or select.</summary>
    /// <param name="chosen">Values or labels, for a select.</param>
    /// <exception cref="ArgumentException">It cannot be pressed, or not with that.</exception>
    public static JsonObject Data(JsonObject part, IReadOnlyList<string> chosen, DiscordDirectory directory)
    {
        int type = (int)part["type"]!;
        if ((bool?)part["disabled"] == true)
        {
            throw new ArgumentException($"'{part["label"] ?? part["custom_id"]}' is disabled");
        }

        if (part["custom_id"] is null)
        {
            throw new ArgumentException($"'{part["label"]}' is a link: nothing comes to the app");
        }

        var data = new JsonObject { ["id"] = part["id"]?.DeepClone(), ["custom_id"] = part["custom_id"]!.ToString(), ["component_type"] = type };
        if (type == 2)
        {
            return data;
        }

        if (chosen.Count < ((int?)part["min_values"] ?? 1) || chosen.Count > ((int?)part["max_values"] ?? 1))
        {
            throw new ArgumentException($"'{part["custom_id"]}' takes {(int?)part["min_values"] ?? 1} to {(int?)part["max_values"] ?? 1} values");
        }

        var typed = new TypedCommand(directory);
        data["values"] = new JsonArray([.. chosen.Select(value => JsonValue.Create(type switch
        {
            3 => Option(part, value),
            5 => typed.User(value),
            6 => typed.Role(value),
            8 => typed.Channel(value),
            _ => directory.Member(value) is not null ? typed.User(value) : typed.Role(value),
        }))]);
        if (type != 3)
        {
            data["resolved"] = typed.Resolved;
        }

        return data;
    }

    private static string Option(JsonObject select, string value) =>
        (select["options"] as JsonArray ?? []).FirstOrDefault(option => option!["value"]!.ToString() == value || option["label"]!.ToString() == value)?["value"]!.ToString()
        ?? throw new ArgumentException($"'{select["custom_id"]}' has no option '{value}'");
}
