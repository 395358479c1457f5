namespace Spendwall.Bot.Chat.Slack.Commands;

/// <summary>Who asked, and where an answer goes.</summary>
/// <param name="Thread">The root message that it was asked under; null: in the channel.</param>
/// <param name="ResponseUrl">Slack's own way back, for thirty minutes and five answers; null: there is none.</param>
internal sealed record SlackPlace(string User, string Channel, string? Thread, Uri? ResponseUrl)
{
    /// <summary>The workspace; null: the bot's own.</summary>
    public string? Team { get; init; }

    /// <summary>The address of the message that was pressed or written; null: it has none.</summary>
    public string? Message { get; init; }

    /// <summary>The address of a message. https://docs.slack.dev/reference/methods/chat.getPermalink shows its shape.</summary>
    /// <param name="workspace">Its address; null: not known.</param>
    /// <param name="ts">Null: it is no message.</param>
    public static string? Link(Uri? workspace, string channel, string? ts) =>
        workspace is null || ts is not { Length: > 0 } ? null : new Uri(workspace, $"/archives/{channel}/p{ts.Replace(".", "", StringComparison.Ordinal)}").AbsoluteUri;
}
