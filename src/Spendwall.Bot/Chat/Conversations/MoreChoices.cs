namespace Spendwall.Bot.Chat.Conversations;

/// <summary>What belongs to every incident's message and is no button of its own.</summary>
internal static class MoreChoices
{
    public const string WhyLabel = "Why";

    /// <summary>How it was decided and what was sent; null: the message is no incident's, or has that button.</summary>
    public static ChatPress? Why(ChatMessage message) =>
        message.Buttons.FirstOrDefault(static button => button.Incident is not null) is { Incident: { } incident, Version: var version }
        && !message.Buttons.Any(button => button.Command == Command(incident))
            ? new(incident, version, Command(incident))
            : null;

    private static string Command(string incident) => $"/why {incident}";
}
