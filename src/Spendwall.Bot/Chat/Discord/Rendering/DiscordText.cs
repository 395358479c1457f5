using System.Text;
using System.Text.RegularExpressions;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Chat.Discord.Rendering;

/// <summary>Text as Discord takes it. What others wrote is escaped: it can ping nobody, link nowhere and format nothing.</summary>
internal static partial class DiscordText
{
    /// <summary>One line for <c>content</c>, a description or a field: markdown, mentions, timestamps and links become what they look like.</summary>
    public static string Escape(string text)
    {
        string clean = ForeignText.Clean(text);
        var escaped = new StringBuilder(clean.Length + 8);
        for (int at = 0; at < clean.Length; at++)
        {
            char c = clean[at];
            bool marks = c is '\\' or '*' or '_' or '~' or '`' or '|' or '<' or '>' or '@' or '[' or ']'
                || (c == ':' && clean.AsSpan(at).StartsWith("://"))
                || (c is '#' or '-' or '+' && IsLineStart(clean, at))
                || (c is '.' or ')' && IsListNumber(clean, at));
            if (marks)
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>As <see cref="Escape"/>, for an embed, where a mention pings nobody: an id that no name was found of is shown by Discord as the person's.</summary>
    public static string EscapeInEmbed(string text) => PersonId().Replace(Escape(text), "<@$1>");

    [GeneratedRegex(@"(?<![\w<>@\\])\\@([0-9]{15,20})(?![\w-])")]
    private static partial Regex PersonId();

    /// <summary>Inside a code block nothing but its end is special; a mention there is text, and pings nobody anyway.</summary>
    public static string CodeBlock(string text)
    {
        string lines = string.Join('\n', text.Trim('\n').Split('\n').Select(ForeignText.Clean)).Replace('`', 'ˋ');

        return $"```\n{(string.IsNullOrWhiteSpace(lines) ? "–" : lines)}\n```";
    }

    /// <summary>The mention that pings, or the name where no Discord id is known.</summary>
    public static string Mention(Principal principal) => principal.Kind == PrincipalKind.Here ? "@here" : Id(principal) is { } id
        ? principal.Kind == PrincipalKind.User ? $"<@{id}>" : $"<@&{id}>"
        : Escape(principal.Name);

    /// <summary>The snowflake; null: not known on Discord.</summary>
    public static string? Id(Principal principal) =>
        principal.Identities.TryGetValue("discord", out string? id) && id.Length is > 0 and <= 20 && id.All(char.IsAsciiDigit) ? id : null;

    /// <summary>As <see cref="ForeignText.Cut"/> of text that was escaped: no escape is torn from what it escapes.</summary>
    public static string CutEscaped(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        int slashes = 0;
        while (slashes < end && text[end - 1 - slashes] == '\\')
        {
            slashes++;
        }

        return text[..(end - (slashes % 2))] + "…";
    }

    private static bool IsLineStart(string text, int at) => text.AsSpan(0, at).Trim("#-+ ").IsEmpty;

    /// <summary>The digits before it are all that the line begins with.</summary>
    private static bool IsListNumber(string text, int at)
    {
        var before = text.AsSpan(0, at).TrimStart(' ');

        return before.Length is > 0 and <= 9 && before.IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
