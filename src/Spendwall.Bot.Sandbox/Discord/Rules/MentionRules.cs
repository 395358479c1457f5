using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Rules;

/// <summary>
/// Who is pinged. Without <c>allowed_mentions</c> a channel message pings all it names, an answer to an interaction the
/// users only. Stricter than Discord in one point: a name inside code or behind a backslash counts too, because foreign
/// text must not depend on it. https://docs.discord.com/developers/resources/message#allowed-mentions-object
/// </summary>
internal static partial class MentionRules
{
    private const int Most = 100;

    public static void Check(JsonObject body, FormFaults faults)
    {
        if (body["allowed_mentions"] is not { } said)
        {
            return;
        }

        if (said is not JsonObject allowed)
        {
            faults.Add("allowed_mentions", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");

            return;
        }

        var parse = Texts(allowed, "parse");
        if (parse.Any(static word => word is not ("users" or "roles" or "everyone")))
        {
            faults.NoChoice("allowed_mentions.parse", "'users', 'roles', 'everyone'");
        }

        foreach (string kind in new[] { "users", "roles" })
        {
            var ids = Texts(allowed, kind);
            if (ids.Count > Most)
            {
                faults.Add($"allowed_mentions.{kind}", "BASE_TYPE_MAX_LENGTH", $"Must be {Most} or fewer in length.");
            }

            if (ids.Count > 0 && parse.Contains(kind))
            {
                faults.Add($"allowed_mentions.{kind}", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", $"parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            }

            if (!ids.All(Snowflakes.IsOne))
            {
                faults.Add($"allowed_mentions.{kind}", "NUMBER_TYPE_COERCE", "Value is not snowflake.");
            }
        }
    }

    /// <param name="content">Its text and its text components name people; its embeds never do.</param>
    /// <param name="allowed">As it was sent; null: the default.</param>
    /// <param name="isAnswer">Whether it is sent through an interaction's webhook.</param>
    /// <param name="mayAll">MENTION_EVERYONE: all roles, and <c>@everyone</c>.</param>
    public static MentionSet Read(DiscordContent content, JsonObject? allowed, bool isAnswer, bool mayAll, DiscordDirectory directory)
    {
        string text = string.Join('\n', [content.Text, .. TextsOf(content.Components)]);
        var parse = allowed is null ? (isAnswer ? ["users"] : ["users", "roles", "everyone"]) : Texts(allowed, "parse");
        var userIds = allowed is null ? [] : Texts(allowed, "users");
        var roleIds = allowed is null ? [] : Texts(allowed, "roles");

        return new(
            [.. UserMention().Matches(text).Select(static match => match.Groups[1].Value).Distinct().Where(id => directory.Member(id) is not null && (parse.Contains("users") || userIds.Contains(id)))],
            [.. RoleMention().Matches(text).Select(static match => match.Groups[1].Value).Distinct()
                .Where(id => directory.Role(id) is { } role && (role.IsMentionable || mayAll) && (parse.Contains("roles") || roleIds.Contains(id)))],
            mayAll && parse.Contains("everyone") && EveryoneMention().IsMatch(text));
    }

    private static List<string> Texts(JsonObject parent, string name) => [.. (parent[name] as JsonArray ?? []).Select(static item => item?.ToString() ?? "")];

    private static IEnumerable<string> TextsOf(JsonArray? components)
    {
        foreach (var part in (components ?? []).OfType<JsonObject>())
        {
            if (part["content"] is JsonValue content)
            {
                yield return content.ToString();
            }

            foreach (string text in TextsOf(part["components"] as JsonArray))
            {
                yield return text;
            }
        }
    }

    [GeneratedRegex(@"<@!?(\d{17,20})>")]
    private static partial Regex UserMention();

    [GeneratedRegex(@"<@&(\d{17,20})>")]
    private static partial Regex RoleMention();

    [GeneratedRegex("@(everyone|here)")]
    private static partial Regex EveryoneMention();
}
