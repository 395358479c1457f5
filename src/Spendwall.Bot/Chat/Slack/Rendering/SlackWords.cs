namespace Spendwall.Bot.Chat.Slack.Rendering;

/// <summary>The whole message in words, escaped. Pure.</summary>
internal static class SlackWords
{
    public static string Of(ChatMessage message)
    {
        string mentions = SlackRenderer.Mentions(message);

        // The mention leads: it must survive the cut.
        string title = mentions.Length == 0 ? SlackText.Escape(message.Title) : $"{mentions} {SlackText.Escape(message.Title)}";
        var lines = MessageWords.Lines(message, SlackText.Escape).Prepend(title).Where(static line => line.Length > 0);
        string text = SlackLimits.CutEscaped(string.Join('\n', lines), SlackLimits.MessageText);

        return text.Length == 0 ? "–" : text;
    }
}
