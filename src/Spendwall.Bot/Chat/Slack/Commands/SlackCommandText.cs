using System.Text.RegularExpressions;
using Spendwall.Bot.Chat.Slack.Rendering;

namespace Spendwall.Bot.Chat.Slack.Commands;

/// <summary>What was typed in Slack as the one command line that every platform has.</summary>
internal static partial class SlackCommandText
{
    /// <summary>The command that takes every other one as its first word.</summary>
    public const string Alias = "spendwall";

    /// <summary>
    /// Names that Slack itself, or its own apps, keep: <c>/spendwall status</c> is the way there. Compared with
    /// https://slack.com/help/articles/201259356
    /// </summary>
    public static readonly IReadOnlySet<string> Reserved = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "active", "apps", "archive", "away", "call", "canvas", "collapse", "dm", "dnd", "expand", "feed", "feedback", "help", "huddle", "invite",
        "invite_people", "join", "keys", "kick", "leave", "list", "me", "msg", "mute", "open", "part", "prefs", "remind", "remove", "rename",
        "search", "shortcuts", "shrug", "star", "status", "tableflip", "todo", "topic", "unarchive", "unmute", "who", "whois",
    };

    /// <summary>Of our own commands those that Slack keeps: they go by <c>/spendwall</c> alone. A test compares them with the catalogue.</summary>
    public static readonly IReadOnlyList<string> Kept = ["help", "status"];

    /// <summary>Advice for every platform as it works in Slack: <c>/spendwall status</c> where <c>/status</c> is Slack's own.</summary>
    public static string Advice(string text) => text.Contains('/', StringComparison.Ordinal) ? KeptName().Replace(text, $"/{Alias} $1") : text;

    /// <param name="command">With the slash.</param>
    /// <param name="text">As Slack sends it with <c>should_escape</c>.</param>
    public static string FromSlash(string command, string text)
    {
        string name = command.TrimStart('/');
        string line = Plain(text).Trim();

        return name.Equals(Alias, StringComparison.OrdinalIgnoreCase) ? line : $"{name} {line}".Trim();
    }

    /// <summary>What follows the mention of the bot, whoever else was called before it: <c>&lt;@U2&gt; hey &lt;@UBOT&gt; snooze 4h</c>.</summary>
    /// <param name="bot">The bot's own user; null: not known, and whoever is mentioned first is taken for it.</param>
    public static string FromMention(string text, string? bot)
    {
        var own = Mentions().Matches(text).FirstOrDefault(mention => bot is null || mention.Groups["id"].Value == bot);

        return Plain(own is null ? text : text[(own.Index + own.Length)..]).Trim();
    }

    /// <summary>Links as they were typed, people and user groups as the owner book reads them, channels as <c>slack:C…</c>.</summary>
    private static string Plain(string text) => SlackText.Unescape(Marked().Replace(text, static match =>
    {
        string mark = match.Groups["mark"].Value;
        string id = match.Groups["id"].Value;
        string label = match.Groups["label"].Value;

        return mark switch
        {
            "@" or "!subteam^" => Label().IsMatch(label) ? $"<{mark}{id}|{label}>" : $"<{mark}{id}>",
            "#" => $"slack:{id}",
            _ => label.Length > 0 ? label : id,
        };
    }));

    /// <summary>One mention, with what people put between it and a command.</summary>
    [GeneratedRegex(@"<@(?<id>[A-Z0-9]+)(\|[^>]*)?>[\s,:]*")]
    private static partial Regex Mentions();

    [GeneratedRegex(@"<(?<mark>@|#|!subteam\^|!|)(?<id>[^<>|\s]+)(\|(?<label>[^<>]*))?>")]
    private static partial Regex Marked();

    [GeneratedRegex(@"(?<![\w/.:<])/(help|status)(?![\w/.-])")]
    private static partial Regex KeptName();

    /// <summary>A name that the owner book takes; another one is left to the id.</summary>
    [GeneratedRegex(@"^@?[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}\z")]
    private static partial Regex Label();
}
