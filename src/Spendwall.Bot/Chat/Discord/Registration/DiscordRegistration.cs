using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Discord.Registration;

/// <summary>Whether what is registered is what should be: only what was asked for is compared, because Discord adds fields of its own. Pure.</summary>
internal static class DiscordRegistration
{
    /// <summary>Fields that are the same as none when they have this value.</summary>
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal) { ["required"] = "false", ["autocomplete"] = "false" };

    private static readonly string[] Compared =
        ["name", "type", "description", "required", "autocomplete", "min_value", "max_value", "min_length", "max_length", "value", "contexts", "integration_types", "choices", "options"];

    public static bool AreSame(JsonArray wanted, JsonElement registered)
    {
        bool isGlobal = wanted.Any(static command => command!["contexts"] is not null);

        return registered.ValueKind == JsonValueKind.Array && Sorted(wanted, isGlobal).SequenceEqual(Sorted(JsonNode.Parse(registered.GetRawText())!.AsArray(), isGlobal), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Sorted(JsonArray commands, bool isGlobal) =>
        commands.Select(command => Reduced(command!.AsObject(), isGlobal).ToJsonString()).Order(StringComparer.Ordinal);

    private static JsonObject Reduced(JsonObject json, bool isGlobal)
    {
        var reduced = new JsonObject();
        foreach (string name in Compared)
        {
            if (json[name] is not { } value || (Defaults.TryGetValue(name, out string? usual) && value.ToJsonString() == usual)
                || (!isGlobal && name is "contexts" or "integration_types") || value is JsonArray { Count: 0 })
            {
                continue;
            }

            reduced[name] = value switch
            {
                JsonArray list when name is "options" or "choices" => new JsonArray([.. list.Select(item => (JsonNode)Reduced(item!.AsObject(), isGlobal))]),
                JsonValue number when number.GetValueKind() == JsonValueKind.Number => double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture),
                _ => value.DeepClone(),
            };
        }

        return reduced;
    }
}
