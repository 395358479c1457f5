using Spendwall.Bot.Chat.Terminal;

namespace Spendwall.Bot.Chat.Slack.Rendering;

/// <summary>The whole message in words, escaped. Pure.</summary>
internal static class SlackWords
{
    public static string Of(ChatMessage message)
    {
        var lines = new List<string>();
        string mentions = SlackRenderer.Mentions(message);

        // The mention leads: it must survive the cut.
        lines.Add(mentions.Length == 0 ? SlackText.Escape(message.Title) : $"{mentions} {SlackText.Escape(message.Title)}");
        foreach (var block in message.Blocks)
        {
            lines.Add(Block(block));
        }

        lines.AddRange(message.Footer.Select(SlackText.Escape));
        if (message.Link is { } link)
        {
            lines.Add(SlackText.Escape(link.AbsoluteUri));
        }

        string text = SlackLimits.CutEscaped(string.Join('\n', lines.Where(static line => line.Length > 0)), SlackLimits.MessageText);

        return text.Length == 0 ? "–" : text;
    }

    /// <summary>Rows of cells parted by bars; not escaped.</summary>
    public static string Table(ChatBlock.Table table) => string.Join('\n', new[] { table.Header }.Concat(table.Rows).Select(static row => string.Join(" | ", row.Select(ForeignText.Clean))));

    private static string Block(ChatBlock block) => block switch
    {
        ChatBlock.Line line => SlackText.Escape(line.Text),
        ChatBlock.Fields fields => string.Join('\n', fields.Items.Select(static item => $"{SlackText.Escape(item.Name)}: {SlackText.Escape(item.Value)}")),
        ChatBlock.Table table => EscapeLines(Table(table)),
        ChatBlock.Spark spark => $"{Sparkline.Of(spark.Values)}  {SlackText.Escape(spark.Caption)}",
        ChatBlock.Code code => EscapeLines(code.Text),
        _ => throw new InvalidOperationException($"There is no wording for {block.GetType().Name}."),
    };

    private static string EscapeLines(string text) => string.Join('\n', text.Split('\n').Select(SlackText.Escape));
}
