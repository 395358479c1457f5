using System.Text.Json.Nodes;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Chat.Slack.Rendering;

/// <summary>Text as Slack takes it. What others wrote goes into plain text objects or is escaped: it can ping nobody.</summary>
internal static class SlackText
{
    /// <summary>For <c>text</c> and mrkdwn: without the three characters that make mentions, links and specials.</summary>
    public static string Escape(string text) => ForeignText.Clean(text)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>What Slack escaped in what a person typed.</summary>
    public static string Unescape(string text) => text
        .Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal)
        .Replace("&amp;", "&", StringComparison.Ordinal);

    /// <summary>The mention that pings, or the name where no Slack id is known.</summary>
    public static string Mention(Principal principal) => principal.Kind == PrincipalKind.Here ? "<!here>" : principal.Identities.TryGetValue("slack", out string? id) && id.Length > 0 && id.All(char.IsAsciiLetterOrDigit)
        ? principal.Kind == PrincipalKind.Group || id.StartsWith('S') ? $"<!subteam^{id}>" : $"<@{id}>"
        : Escape(principal.Name);

    /// <param name="most">Cut to so many characters; an empty text becomes a dash, because Slack takes none.</param>
    public static JsonObject Plain(string text, int most)
    {
        string clean = ForeignText.Cut(ForeignText.Clean(text).Trim(), most);

        return new() { ["type"] = "plain_text", ["text"] = clean.Length == 0 ? "–" : clean, ["emoji"] = false };
    }

    /// <summary>Several lines of plain text in one object.</summary>
    public static JsonObject PlainLines(IEnumerable<string> lines, int most)
    {
        string text = ForeignText.Cut(string.Join('\n', lines.Select(static line => ForeignText.Clean(line))).Trim(), most);

        return new() { ["type"] = "plain_text", ["text"] = text.Length == 0 ? "–" : text, ["emoji"] = false };
    }

    /// <param name="escaped">Our own markup around escaped text.</param>
    public static JsonObject Markdown(string escaped, int most) => new() { ["type"] = "mrkdwn", ["text"] = SlackLimits.CutEscaped(escaped, most), ["verbatim"] = true };
}
