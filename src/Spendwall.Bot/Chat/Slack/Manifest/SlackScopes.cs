namespace Spendwall.Bot.Chat.Slack.Manifest;

/// <summary>
/// What the bot token needs, and what does not work without it. Without <c>chat:write.public</c>: the bot posts only where
/// it is, so that it can always read back what it posted. https://docs.slack.dev/reference/scopes
/// </summary>
internal static class SlackScopes
{
    /// <summary>Without this one there is no chat at all.</summary>
    public const string Write = "chat:write";

    public static readonly IReadOnlyList<(string Name, string Without)> All =
    [
        ("app_mentions:read", "@Spendwall in a thread is not heard"),
        ("channels:history", "a message whose answer got lost cannot be looked for in public channels"),
        ("channels:join", "the bot does not come into a public channel by itself"),
        ("channels:read", "channels by name are not found"),
        (Write, "nothing can be said"),
        ("commands", "slash commands do not work"),
        ("files:write", "/export sends no file"),
        ("groups:history", "a message whose answer got lost cannot be looked for in private channels"),
        ("groups:read", "private channels are not found by name"),
        ("im:write", "/export sends no file to a person alone"),
        ("usergroups:read", "user groups own nothing"),
        ("users:read", "people are shown by their ids"),
    ];
}
