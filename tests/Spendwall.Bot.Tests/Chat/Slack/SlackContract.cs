using System.Text.Json.Nodes;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack;

/// <summary>
/// Everything that goes out held against Slack's published types and method pages, and against the counts and lengths that
/// neither of them has. Without the shared folder only the latter.
/// </summary>
internal static class SlackContract
{
    private static readonly JsonSchemaLite? Types = SharedFolder.Find("contracts", "slack-payloads.schema.json") is { } path ? JsonSchemaLite.Load(path) : null;

    private static readonly JsonObject? Methods = SharedFolder.Find("contracts", "slack-web.openapi.json") is { } path
        ? JsonNode.Parse(File.ReadAllText(path))!["paths"]!.AsObject()
        : null;

    private static readonly Dictionary<string, string> Definitions = new()
    {
        ["chat.postMessage"] = "ChatPostMessage",
        ["chat.update"] = "ChatUpdate",
        ["chat.postEphemeral"] = "ChatPostEphemeral",
        ["views.open"] = "ViewsOpen",
        ["views.publish"] = "ViewsPublish",
    };

    /// <summary>Newer than the method pages' document.</summary>
    private static readonly Dictionary<string, string[]> Newer = new() { ["conversations.replies"] = ["include_all_metadata"] };

    /// <summary>
    /// The keys of https://docs.slack.dev/interactivity/handling-user-interaction#message_responses, and those of chat.postMessage that
    /// Bolt's <c>RespondArguments</c> takes beside them.
    /// </summary>
    private static readonly string[] ResponseKeys =
    [
        "text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts", "parse", "link_names", "unfurl_links", "unfurl_media",
    ];

    public static IReadOnlyList<string> Call(string method, JsonObject arguments) =>
        [.. Page(method, arguments), .. Typed(method, arguments), .. Limits(arguments)];

    public static IReadOnlyList<string> Response(JsonObject body) =>
    [
        .. body.Select(static field => field.Key).Except(ResponseKeys).Select(static key => $"response_url takes no {key}"),
        .. body["blocks"] is JsonArray ? Typed("chat.postEphemeral", Message(body)) : [],
        .. Limits(body),
    ];

    /// <summary>A call as it came to the stand-in: in a form every value is a text, and one that is larger is JSON.</summary>
    public static IReadOnlyList<string> Received(string method, JsonObject arguments)
    {
        var typed = new JsonObject();
        foreach (var (name, value) in arguments)
        {
            typed[name] = value is JsonValue leaf && leaf.TryGetValue(out string? text) ? Typed(method, name, text) : value?.DeepClone();
        }

        return Call(method, typed);
    }

    private static JsonNode? Typed(string method, string name, string text) => (method.StartsWith("chat.", StringComparison.Ordinal) || method.StartsWith("views.", StringComparison.Ordinal))
        ? JsonValue.Create(text)
        : text switch
        {
            "true" or "false" => JsonValue.Create(text == "true"),

            // The older pages call a ts a number; in a form both are the same.
            _ when name is "limit" or "ts" && decimal.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out decimal number) => JsonValue.Create(number),
            ['[' or '{', ..] => JsonNode.Parse(text),
            _ => JsonValue.Create(text),
        };

    /// <summary>The message of a response as a call would carry it.</summary>
    private static JsonObject Message(JsonObject body) => new()
    {
        ["channel"] = "C1",
        ["user"] = "U1",
        ["text"] = body["text"]?.DeepClone(),
        ["blocks"] = body["blocks"]!.DeepClone(),
        ["attachments"] = body["attachments"]!.DeepClone(),
    };

    private static IEnumerable<string> Page(string method, JsonObject arguments)
    {
        if (Methods is null || method == "conversations.history")
        {
            yield break;
        }

        if (Methods[$"/{method}"] is not JsonObject path)
        {
            yield return $"there is no method {method}";
            yield break;
        }

        var known = path.Where(static part => part.Value is JsonObject).Select(static part => part.Value!["parameters"]).Concat([path["parameters"]])
            .OfType<JsonArray>().SelectMany(static list => list).ToDictionary(static parameter => (string)parameter!["name"]!, static parameter => parameter!);
        foreach (var (name, value) in arguments)
        {
            if (!known.TryGetValue(name, out var parameter))
            {
                if (!Newer.GetValueOrDefault(method, []).Contains(name))
                {
                    yield return $"{method} takes no {name}";
                }
            }
            else if (value is JsonValue leaf && !Fits((string?)parameter["type"], leaf))
            {
                yield return $"{method}: {name} is {leaf.ToJsonString()}, not {parameter["type"]}";
            }
        }

        foreach (var (name, parameter) in known)
        {
            if (name != "token" && parameter["required"] is JsonValue needed && needed.GetValueKind() == System.Text.Json.JsonValueKind.True && arguments[name] is null)
            {
                yield return $"{method} needs {name}";
            }
        }
    }

    private static bool Fits(string? type, JsonValue value) => (type, value.GetValueKind()) switch
    {
        ("boolean", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
        ("integer" or "number", System.Text.Json.JsonValueKind.Number) => true,
        ("string" or null, System.Text.Json.JsonValueKind.String) => true,

        // The older pages say string where a form's field is any scalar.
        ("string", System.Text.Json.JsonValueKind.Number or System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
        _ => false,
    };

    private static IEnumerable<string> Typed(string method, JsonObject arguments)
    {
        if (Types is null || !Definitions.TryGetValue(method, out string? definition))
        {
            return [];
        }

        var known = WithoutCharts(arguments);
        if (known["blocks"] is null || known["attachments"] is null)
        {
            return Types.Check(definition, known);
        }

        // The types tell blocks from attachments; the method takes both at once.
        var blocks = (JsonObject)known.DeepClone();
        blocks.Remove("attachments");
        var attachments = (JsonObject)known.DeepClone();
        attachments.Remove("blocks");

        return [.. Types.Check(definition, blocks), .. Types.Check(definition, attachments)];
    }

    /// <summary>The chart is younger than the types; <see cref="BlockLimits"/> knows it.</summary>
    private static JsonObject WithoutCharts(JsonObject arguments)
    {
        var known = (JsonObject)arguments.DeepClone();
        foreach (var list in new[] { known["blocks"], known["view"]?["blocks"] }.OfType<JsonArray>())
        {
            foreach (var chart in list.Where(static block => (string?)block!["type"] == "data_visualization").ToList())
            {
                list.Remove(chart);
            }
        }

        return known;
    }

    private static IReadOnlyList<string> Limits(JsonObject arguments) =>
        arguments["view"] is JsonObject view ? BlockLimits.Faults(view, mostBlocks: 100)
        : arguments["blocks"] is JsonArray ? BlockLimits.Faults(arguments)
        : [];
}
