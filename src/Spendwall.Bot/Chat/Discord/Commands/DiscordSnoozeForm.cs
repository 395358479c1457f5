using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Chat.Discord.Rendering;

namespace Spendwall.Bot.Chat.Discord.Commands;

/// <summary>The modal for a snooze that no choice in the list fits. Pure.</summary>
internal static class DiscordSnoozeForm
{
    private const int TextInput = 4;
    private const int LabelOf = 18;

    /// <summary>An interaction's answer that opens it.</summary>
    public static JsonObject Open(ChatPress press) => new()
    {
        ["type"] = 9,
        ["data"] = new JsonObject
        {
            ["custom_id"] = press.ToJson(),
            ["title"] = ForeignText.Cut($"Snooze {ForeignText.Clean(press.Incident ?? "")}".Trim(), DiscordLimits.ModalTitle),
            ["components"] = new JsonArray(
                Question("until", SnoozeQuestion.UntilLabel, SnoozeQuestion.UntilHint),
                Question("worse", SnoozeQuestion.WorseLabel, SnoozeQuestion.WorseHint)),
        },
    };

    /// <summary>What was asked, and of which incident in which version; null: it is none of ours.</summary>
    public static (SnoozeQuestion Asked, ChatPress Press)? Read(JsonElement data)
    {
        if (ChatPress.Parse(ForeignJson.Text(data, "custom_id")) is not { Command: SnoozeChoices.Form, Incident: not null } press)
        {
            return null;
        }

        return (new(Value(data, "until"), Value(data, "worse")), press);
    }

    private static JsonObject Question(string id, string label, string hint) => new()
    {
        ["type"] = LabelOf,
        ["label"] = ForeignText.Cut(label, DiscordLimits.ModalLabel),
        ["description"] = ForeignText.Cut(hint, DiscordLimits.ModalHint),
        ["component"] = new JsonObject { ["type"] = TextInput, ["custom_id"] = id, ["style"] = 1, ["required"] = false, ["max_length"] = SnoozeQuestion.LongestAnswer },
    };

    /// <summary>A label holds one component, an action row (as older clients send it) a list.</summary>
    private static string Value(JsonElement data, string id) => ForeignJson.Items(data, "components")
        .SelectMany(static row => ForeignJson.Get(row, "component") is { } one ? [one] : ForeignJson.Items(row, "components"))
        .Where(input => ForeignJson.Text(input, "custom_id") == id)
        .Select(static input => ForeignJson.Text(input, "value")?.Trim() ?? "")
        .FirstOrDefault("");
}
