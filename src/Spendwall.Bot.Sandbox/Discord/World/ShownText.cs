using System.Text.RegularExpressions;

namespace Spendwall.Bot.Sandbox.Discord.World;

/// <summary>A message's text as a window of Discord shows it: names for ids, no marks of bold, escaped signs as they are.</summary>
internal static partial class ShownText
{
    public static string Of(string text, DiscordDirectory directory) => Mark().Replace(text, match => Show(match, directory));

    private static string Show(Match match, DiscordDirectory directory)
    {
        string id = match.Groups["id"].Value;

        return match.Groups["mark"].Value switch
        {
            "@" => $"@{directory.Member(id)?.User.DisplayName ?? id}",
            "@&" => $"@{directory.Role(id)?.Name ?? id}",
            "#" => $"#{directory.Channel(id)?.Name ?? id}",
            _ => match.Groups["sign"].Value,
        };
    }

    [GeneratedRegex(@"\\(?<sign>[!-/:-@\[-`{-~])|\*\*|<(?<mark>@&|@|#)(?<id>\d+)>")]
    private static partial Regex Mark();
}
