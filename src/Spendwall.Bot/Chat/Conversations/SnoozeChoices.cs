namespace Spendwall.Bot.Chat.Conversations;

/// <summary>How long a snooze can be without typing.</summary>
internal static class SnoozeChoices
{
    /// <summary>What the press that opens the form for any other snooze carries as its command.</summary>
    public const string Form = "form:snooze";

    public static readonly IReadOnlyList<(string Label, string Time)> All = [("1 hour", "1h"), ("4 hours", "4h"), ("1 day", "1d"), ("3 days", "3d")];

    /// <summary>The button of a message that stands for all the choices.</summary>
    public static bool IsSnooze(ChatButton button) => button.Incident is { } incident && button.Command.StartsWith($"/snooze {incident} ", StringComparison.Ordinal);

    public static ChatPress Press(ChatButton button, string time) => new(button.Incident, button.Version, $"/snooze {button.Incident} {time}");

    public static ChatPress Open(ChatButton button) => new(button.Incident, button.Version, Form);
}
