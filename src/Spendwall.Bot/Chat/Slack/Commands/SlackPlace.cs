namespace Spendwall.Bot.Chat.Slack.Commands;

/// <summary>Who asked, and where an answer goes.</summary>
/// <param name="Thread">The root message that it was asked under; null: in the channel.</param>
/// <param name="ResponseUrl">Slack's own way back, for thirty minutes and five answers; null: there is none.</param>
internal sealed record SlackPlace(string User, string Channel, string? Thread, Uri? ResponseUrl)
{
    /// <summary>The workspace; null: the bot's own.</summary>
    public string? Team { get; init; }
}
