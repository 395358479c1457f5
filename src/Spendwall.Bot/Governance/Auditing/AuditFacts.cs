using System.Globalization;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Governance.Auditing;

/// <summary>One thing's JSON as the audit log keeps it, brought to what counts of it. Pure.</summary>
internal static class AuditFacts
{
    public static string Owner(string scope) => $"owner {scope.ToLowerInvariant()}";

    public static string Grant(string scope, string who) => $"grant {scope.ToLowerInvariant()} {who.ToLowerInvariant()}";

    public static string Budget(string scope, string period) => $"budget {scope.ToLowerInvariant()} {period}";

    public static string Principal(string name) => $"principal {name.ToLowerInvariant()}";

    public static string Link(string identity) => $"link {identity}";

    public static string Event(string id) => $"event {id}";

    public static string Map(string selector, string kind) => $"map {selector} {kind}";

    public static string Lot(string account) => $"credits {account}";

    /// <param name="at">When it was set, for entries of before that was told.</param>
    public static JsonObject OwnerOf(JsonObject json, DateTimeOffset at) => new()
    {
        ["owner"] = Copy(json["owner"]),
        ["source"] = Copy(json["source"]),
        ["since"] = Copy(json["since"]) ?? Instant(at),
        ["lease_until"] = Copy(json["lease_until"]),
        ["escalate_to"] = Copy(json["escalate_to"]?["name"]),
        ["channels"] = Copy(json["channels"]) ?? new JsonArray(),
    };

    public static JsonObject GrantOf(JsonObject json) => new()
    {
        ["level"] = Copy(json["level"]),
        ["limit_usd"] = Number(json["limit_usd"]),
        ["since"] = Copy(json["since"]),
        ["source"] = Copy(json["source"]),
    };

    /// <summary>All that the entry has of it, whatever a release adds.</summary>
    public static JsonObject BudgetOf(JsonObject json, DateTimeOffset at)
    {
        var fact = new JsonObject();
        foreach (var (key, value) in json.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            fact[key] = key.EndsWith("usd", StringComparison.Ordinal) ? Number(value) : Copy(value);
        }

        fact["since"] ??= Instant(at);

        return fact;
    }

    /// <summary>Whether it explained anything, and when that was put on record, no person changes.</summary>
    public static JsonObject EventOf(JsonObject json, string addedBy) => new()
    {
        ["kind"] = Copy(json["kind"]),
        ["scope"] = Copy(json["scope"]),
        ["name"] = Copy(json["name"]),
        ["cap_usd"] = Number(json["cap_usd"]),
        ["factor"] = Number(json["factor"]),
        ["from"] = Second(json["from"]),
        ["until"] = Second(json["until"]),
        ["source_id"] = Copy(json["source_id"]),
        ["added_by"] = addedBy,
    };

    public static JsonObject LotOf(JsonObject json) => new()
    {
        ["usd"] = Number(json["usd"]),
        ["bought_at"] = Second(json["bought_at"]),
        ["expires_at"] = Second(json["expires_at"]),
        ["kind"] = Copy(json["kind"]),
    };

    public static JsonObject PrincipalOf(JsonObject json, string name)
    {
        var identities = new JsonObject();
        foreach (var (platform, id) in (json["identities"] as JsonObject ?? []).OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            identities[platform] = Copy(id);
        }

        return new() { ["name"] = Copy(json[name]), ["kind"] = Copy(json["kind"]), ["identities"] = identities };
    }

    public static JsonObject MapOf(JsonNode? value, JsonNode? from, string source) => new() { ["value"] = Copy(value), ["from"] = Second(from), ["source"] = source };

    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Entries of before milliseconds were told have seconds.</summary>
    private static JsonNode? Second(JsonNode? instant) => instant is null ? null : JsonValue.Create(instant.GetValue<string>()[..19]);

    /// <summary>However it was written: 5 and 5.0 are one amount.</summary>
    private static JsonNode? Number(JsonNode? number) =>
        number is null ? null : JsonValue.Create(decimal.Parse(number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture).ToString("0.#############", CultureInfo.InvariantCulture));

    private static JsonNode? Copy(JsonNode? node) => node?.DeepClone();
}
