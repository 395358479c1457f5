using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Chat.Slack.Rendering;

namespace Spendwall.Bot.Chat.Slack.Commands;

/// <summary>The modal for a snooze that no choice in the list fits: a time, a worsening, or both. Pure.</summary>
internal static partial class SlackSnoozeForm
{
    /// <summary>What the press that opens it carries as its command.</summary>
    public const string Opens = "form:snooze";

    public const string CallbackId = "snooze";

    private const string Until = "until";

    private const string Worse = "worse";

    private const string Input = "input";

    public static JsonObject View(SlackPress press, SlackPlace place) => new()
    {
        ["type"] = "modal",
        ["callback_id"] = CallbackId,
        ["private_metadata"] = JsonSerializer.Serialize(new Memo(press.Incident ?? "", press.Version, place.Channel, place.Thread), MemoJson.Default.Memo),
        ["title"] = SlackText.Plain($"Snooze {press.Incident}", SlackLimits.ViewTitle),
        ["submit"] = SlackText.Plain("Snooze", SlackLimits.ViewTitle),
        ["close"] = SlackText.Plain("Cancel", SlackLimits.ViewTitle),
        ["blocks"] = new JsonArray(
            Question(Until, "Until when (UTC)", $"Such as {WhenParser.Choices}"),
            Question(Worse, "Or until it is worse by", "Such as 20% or $50")),
    };

    /// <summary>What Slack shows under a field instead of closing the form; null: it is well.</summary>
    public static JsonObject? Errors(JsonElement payload, DateTimeOffset now)
    {
        string until = Value(payload, Until);
        string worse = Value(payload, Worse);
        var errors = new JsonObject();
        if (until.Length == 0 && worse.Length == 0)
        {
            errors[Until] = "A snooze ends: say when, how much worse, or both.";
        }

        if (until.Length > 0 && !(WhenParser.Next(until, now) is { } end && end > now))
        {
            errors[Until] = $"This is no time to come. Such as {WhenParser.Choices}.";
        }

        if (worse.Length > 0 && !Worsening().IsMatch(worse))
        {
            errors[Worse] = "A share such as 20%, or USD such as $50.";
        }

        return errors.Count == 0 ? null : new() { ["response_action"] = "errors", ["errors"] = errors };
    }

    /// <summary>The command line that the form stands for, and where it was opened; null: it is none of ours.</summary>
    public static (string Line, string Incident, int Version, SlackPlace Place)? Read(JsonElement payload)
    {
        if (SlackJson.Text(payload, "user", "id") is not { } user || Memo.Parse(SlackJson.Text(payload, "view", "private_metadata")) is not { } memo)
        {
            return null;
        }

        // A quote would end the quoted value early.
        string until = Value(payload, Until).Replace("\"", "", StringComparison.Ordinal);
        string worse = Value(payload, Worse);
        string line = $"snooze {memo.Incident}{(until.Length > 0 ? $" until:\"{until}\"" : "")}{(worse.Length > 0 ? $" worse-by:{worse}" : "")}";

        return (line, memo.Incident, memo.Version, new(user, memo.Channel, memo.Thread, null));
    }

    private static JsonObject Question(string id, string label, string hint) => new()
    {
        ["type"] = "input",
        ["block_id"] = id,
        ["optional"] = true,
        ["label"] = SlackText.Plain(label, SlackLimits.InputLabel),
        ["hint"] = SlackText.Plain(hint, SlackLimits.InputLabel),
        ["element"] = new JsonObject { ["type"] = "plain_text_input", ["action_id"] = Input, ["max_length"] = 40 },
    };

    private static string Value(JsonElement payload, string block) => SlackJson.Text(payload, "view", "state", "values", block, Input, "value")?.Trim() ?? "";

    [GeneratedRegex(@"^(\$[0-9]{1,9}(\.[0-9]{1,2})?|[0-9]{1,4}(\.[0-9])?%)\z")]
    private static partial Regex Worsening();

    internal sealed partial record Memo(
        [property: JsonPropertyName("i")] string Incident, [property: JsonPropertyName("v")] int Version, [property: JsonPropertyName("ch")] string Channel, [property: JsonPropertyName("th")] string? Thread)
    {
        public static Memo? Parse(string? json)
        {
            try
            {
                return json is { Length: > 0 } && JsonSerializer.Deserialize(json, MemoJson.Default.Memo) is { Incident.Length: > 0, Channel: not null } memo ? memo : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    [JsonSerializable(typeof(Memo))]
    private sealed partial class MemoJson : JsonSerializerContext;
}
