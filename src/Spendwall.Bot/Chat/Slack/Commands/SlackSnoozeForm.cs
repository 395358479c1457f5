using Spendwall.Bot.Chat.Conversations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Spendwall.Bot.Chat.Slack.Rendering;

namespace Spendwall.Bot.Chat.Slack.Commands;

/// <summary>The modal for a snooze that no choice in the list fits: a time, a worsening, or both. Pure.</summary>
internal static partial class SlackSnoozeForm
{
    public const string CallbackId = "snooze";

    private const string Until = "until";

    private const string Worse = "worse";

    private const string Input = "input";

    public static JsonObject View(ChatPress press, SlackPlace place) => new()
    {
        ["type"] = "modal",
        ["callback_id"] = CallbackId,
        ["private_metadata"] = JsonSerializer.Serialize(new Memo(press.Incident ?? "", press.Version, place.Channel, place.Thread), MemoJson.Default.Memo),
        ["title"] = SlackText.Plain($"Snooze {press.Incident}", SlackLimits.ViewTitle),
        ["submit"] = SlackText.Plain("Snooze", SlackLimits.ViewTitle),
        ["close"] = SlackText.Plain("Cancel", SlackLimits.ViewTitle),
        ["blocks"] = new JsonArray(
            Question(Until, SnoozeQuestion.UntilLabel, SnoozeQuestion.UntilHint),
            Question(Worse, SnoozeQuestion.WorseLabel, SnoozeQuestion.WorseHint)),
    };

    /// <summary>What Slack shows under a field instead of closing the form; null: it is well.</summary>
    public static JsonObject? Errors(JsonElement payload, DateTimeOffset now) => Faulty(payload, now) is { Count: > 0 } faults
        ? new() { ["response_action"] = "errors", ["errors"] = new JsonObject(faults.Select(static fault => KeyValuePair.Create(fault.Field, (JsonNode?)fault.What))) }
        : null;

    /// <summary>The same in words, for a form that is closed.</summary>
    public static IReadOnlyList<string> Faults(JsonElement payload, DateTimeOffset now) => [.. Faulty(payload, now).Select(static fault => fault.What)];

    /// <summary>The command line that the form stands for, and where it was opened; null: it is none of ours.</summary>
    public static (string Line, string Incident, int Version, SlackPlace Place)? Read(JsonElement payload)
    {
        if (ForeignJson.Text(payload, "user", "id") is not { } user || Memo.Parse(ForeignJson.Text(payload, "view", "private_metadata")) is not { } memo)
        {
            return null;
        }

        return (Asked(payload).Line(memo.Incident), memo.Incident, memo.Version, new(user, memo.Channel, memo.Thread, null));
    }

    private static List<(string Field, string What)> Faulty(JsonElement payload, DateTimeOffset now)
    {
        var (until, worse) = Asked(payload).Faults(now);

        return [.. until is null ? [] : new[] { (Until, until) }, .. worse is null ? [] : new[] { (Worse, worse) }];
    }

    private static SnoozeQuestion Asked(JsonElement payload) => new(Value(payload, Until), Value(payload, Worse));

    private static JsonObject Question(string id, string label, string hint) => new()
    {
        ["type"] = "input",
        ["block_id"] = id,
        ["optional"] = true,
        ["label"] = SlackText.Plain(label, SlackLimits.InputLabel),
        ["hint"] = SlackText.Plain(hint, SlackLimits.InputLabel),
        ["element"] = new JsonObject { ["type"] = "plain_text_input", ["action_id"] = Input, ["max_length"] = SnoozeQuestion.LongestAnswer },
    };

    private static string Value(JsonElement payload, string block) => ForeignJson.Text(payload, "view", "state", "values", block, Input, "value")?.Trim() ?? "";

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
