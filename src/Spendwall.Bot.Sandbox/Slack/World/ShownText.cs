using System.Text.RegularExpressions;

namespace Spendwall.Bot.Sandbox.Slack.World;

/// <summary>A message's text as a window of Slack shows it: names for ids, the three signs as they are.</summary>
internal static partial class ShownText
{
    public static string Of(string text, SlackDirectory directory) => Mark().Replace(text, match => Show(match, directory))
        .Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal)
        .Replace("&amp;", "&", StringComparison.Ordinal);

    private static string Show(Match match, SlackDirectory directory)
    {
        string id = match.Groups["id"].Value;
        string? label = match.Groups["label"] is { Success: true } given ? given.Value : null;

        return match.Groups["mark"].Value switch
        {
            "@" => $"@{directory.User(id)?.Name ?? label ?? id}",
            "!subteam^" => $"@{directory.Groups.FirstOrDefault(group => group.Id == id)?.Handle ?? label ?? id}",
            "#" => $"#{directory.Channel(id)?.Name ?? label ?? id}",
            "!" => $"@{id}",
            _ => label ?? id,
        };
    }

    [GeneratedRegex(@"<(?<mark>@|#|!subteam\^|!|)(?<id>[^<>|\s]+)(\|(?<label>[^<>]*))?>")]
    private static partial Regex Mark();
}
