using System.Text.RegularExpressions;

namespace Spendwall.Bot.Governance;

/// <summary>
/// An owner as people and platforms write it: <c>@dana</c>, <c>slack:U123</c>, <c>discord:123</c>, <c>discord:&amp;123</c>
/// (a role), <c>terminal:dana</c>, or a platform's own mention such as <c>&lt;@U123|dana&gt;</c>.
/// </summary>
/// <param name="Name">With the at sign; null when only an id was given.</param>
/// <param name="Label">A name that came along with an id; used when the id has no name yet.</param>
public sealed partial record PrincipalText(string? Name, string? Label, PrincipalKind Kind, IReadOnlyDictionary<string, string> Identities)
{
    private static readonly string[] Broadcasts = ["@everyone", "@here", "@channel", "@group"];

    private static readonly string[] Platforms = ["slack", "discord", "terminal"];

    /// <summary>Could be (a part of) an owner, rather than of a scope.</summary>
    public static bool IsOne(string word) =>
        word.StartsWith('@') || word.StartsWith('<') || Platforms.Any(platform => word.StartsWith(platform + ":", StringComparison.OrdinalIgnoreCase));

    /// <summary>Several words name one owner, such as <c>@dana slack:U123</c>. Null when they do not, or would call everybody.</summary>
    public static PrincipalText? Parse(IReadOnlyList<string> words)
    {
        string? name = null;
        string? label = null;
        var kind = PrincipalKind.User;
        var identities = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string word in words)
        {
            if (NameShape().IsMatch(word) && name is null && !Broadcasts.Contains(word, StringComparer.OrdinalIgnoreCase))
            {
                name = word;
            }
            else if (Identity(word) is { } found && identities.TryAdd(found.Platform, found.Id))
            {
                kind = found.Kind;
                label = found.Label ?? label;
            }
            else
            {
                return null;
            }
        }

        return words.Count == 0 ? null : new(name, label, kind, identities);
    }

    private static (string Platform, string Id, PrincipalKind Kind, string? Label)? Identity(string word)
    {
        if (Typed().Match(word) is { Success: true } typed)
        {
            return Typed(typed.Groups["platform"].Value.ToLowerInvariant(), typed.Groups["id"].Value);
        }

        if (Mention().Match(word) is not { Success: true } mention)
        {
            return null;
        }

        string id = mention.Groups["id"].Value;
        string? label = mention.Groups["label"] is { Success: true } group ? "@" + group.Value.TrimStart('@') : null;

        return mention.Groups["mark"].Value switch
        {
            "@&" => ("discord", id, PrincipalKind.Role, label),
            "!subteam^" => ("slack", id, PrincipalKind.Group, label),
            "@!" => ("discord", id, PrincipalKind.User, label),
            _ => (id.All(char.IsAsciiDigit) ? "discord" : "slack", id, PrincipalKind.User, label),
        };
    }

    private static (string Platform, string Id, PrincipalKind Kind, string? Label)? Typed(string platform, string id) => platform switch
    {
        "slack" => (platform, id, id.StartsWith('S') ? PrincipalKind.Group : PrincipalKind.User, null),
        "discord" when RoleMark(id) is var mark and > 0 => (platform, id[mark..], PrincipalKind.Role, null),
        _ => (platform, id, PrincipalKind.User, null),
    };

    /// <summary>The characters that say that a Discord id is a role's; 0: none.</summary>
    private static int RoleMark(string id) => id.StartsWith('&') ? 1 : id.StartsWith("role:", StringComparison.OrdinalIgnoreCase) ? 5 : 0;

    [GeneratedRegex(@"^@[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$")]
    private static partial Regex NameShape();

    [GeneratedRegex(@"^(?<platform>slack|discord|terminal):@?(?<id>(&|role:)?[A-Za-z0-9._-]{1,64})$", RegexOptions.IgnoreCase)]
    private static partial Regex Typed();

    [GeneratedRegex(@"^<(?<mark>@&|@!|@|!subteam\^)(?<id>[A-Za-z0-9]{1,64})(\|(?<label>@?[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}))?>$")]
    private static partial Regex Mention();
}
