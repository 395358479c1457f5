using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Discord;

/// <summary>
/// Everything that goes out held against Discord's published OpenAPI document, with no property that it does not name, and
/// against the lengths that it leaves open. Without the shared folder only the latter.
/// </summary>
internal static class DiscordContract
{
    private static readonly JsonObject? Document = SharedFolder.Find("contracts", "discord-bot.openapi.json") is { } path ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : null;

    private static readonly JsonSchemaLite? Schema = Document is null ? null : new(new JsonObject { ["definitions"] = Document["components"]!["schemas"]!.DeepClone() }, isStrict: true);

    /// <param name="path">With its ids, without the query; begins without a slash.</param>
    public static IReadOnlyList<string> Call(string method, string path, JsonNode? body) => [.. Published(method, path, body), .. Limits(path, body)];

    private static IEnumerable<string> Published(string method, string path, JsonNode? body)
    {
        if (Document is null)
        {
            return [];
        }

        string plain = "/" + path.Split('?')[0];
        var route = Document["paths"]!.AsObject().Where(known => Regex.IsMatch(plain, $"^{Regex.Replace(Regex.Escape(known.Key), @"\\\{[^}]+}", "[^/@]+")}$")).Select(static known => known.Value![""] ?? known.Value).FirstOrDefault();
        if (route?[method.ToLowerInvariant()] is not { } operation)
        {
            return [$"there is no {method} {plain}"];
        }

        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is not JsonObject schema)
        {
            return body is null ? [] : [$"{method} {plain} takes no body"];
        }

        return Schema!.Check(schema, body).Select(fault => $"{method} {plain}: {fault}");
    }

    /// <summary>CHAT's and the documentation's numbers, which the document has larger or not at all.</summary>
    private static IEnumerable<string> Limits(string path, JsonNode? body)
    {
        if (body is not JsonObject message || path.Contains("threads", StringComparison.Ordinal))
        {
            yield break;
        }

        var data = path.EndsWith("/callback", StringComparison.Ordinal) ? message["data"] as JsonObject : message;
        if (data is null || data["choices"] is not null || data["title"] is not null)
        {
            yield break;
        }

        if (data.ContainsKey("content") && data["allowed_mentions"]?["parse"] is not JsonArray { Count: 0 })
        {
            yield return "allowed_mentions is not said";
        }

        if (((string?)data["content"])?.Length > 2000)
        {
            yield return "content is too long";
        }

        int letters = 0;
        foreach (var embed in data["embeds"]?.AsArray() ?? [])
        {
            letters += ((string?)embed!["description"])?.Length ?? 0;
            letters += ((string?)embed["footer"]?["text"])?.Length ?? 0;
            letters += (embed["fields"]?.AsArray() ?? []).Sum(static field => ((string)field!["name"]!).Length + ((string)field["value"]!).Length);
            if (embed["description"] is null && embed["fields"] is null && embed["footer"] is null && embed["image"] is null)
            {
                yield return "an embed is empty";
            }
        }

        if (letters > 6000)
        {
            yield return $"the embeds have {letters} characters";
        }

        var rows = data["components"]?.AsArray() ?? [];
        var ids = rows.SelectMany(static row => row!["components"]!.AsArray()).Select(static part => (string?)part!["custom_id"]).OfType<string>().ToList();
        if (rows.Count > 5 || rows.Any(static row => row!["components"]!.AsArray().Count is 0 or > 5) || ids.Distinct().Count() != ids.Count)
        {
            yield return "the components do not fit";
        }

        if (((string?)data["content"] ?? "").Length == 0 && (data["embeds"] as JsonArray ?? []).Count == 0 && data.ContainsKey("content"))
        {
            yield return "the message is empty";
        }
    }
}
