using Spendwall.Bot.Chat.Terminal;

namespace Spendwall.Bot.Chat;

/// <summary>A message's body, footer and link in words, for what shows nothing else. Pure.</summary>
internal static class MessageWords
{
    /// <param name="escape">Makes one line of foreign text harmless.</param>
    public static IEnumerable<string> Lines(ChatMessage message, Func<string, string> escape)
    {
        foreach (var block in message.Blocks)
        {
            yield return Block(block, escape);
        }

        foreach (string line in message.Footer)
        {
            yield return escape(line);
        }

        if (message.Link is { } link)
        {
            yield return escape(link.AbsoluteUri);
        }
    }

    /// <summary>Rows of cells parted by bars; clean, not escaped.</summary>
    public static string Table(ChatBlock.Table table) => string.Join('\n', new[] { table.Header }.Concat(table.Rows).Select(static row => string.Join(" | ", row.Select(ForeignText.Clean))));

    private static string Block(ChatBlock block, Func<string, string> escape) => block switch
    {
        ChatBlock.Line line => escape(line.Text),
        ChatBlock.Fields fields => string.Join('\n', fields.Items.Select(item => $"{escape(item.Name)}: {escape(item.Value)}")),
        ChatBlock.Table table => EachLine(Table(table), escape),
        ChatBlock.Spark spark => $"{Sparkline.Of(spark.Values)}  {escape(spark.Caption)}",
        ChatBlock.Code code => EachLine(code.Text, escape),
        _ => throw new InvalidOperationException($"There is no wording for {block.GetType().Name}."),
    };

    private static string EachLine(string text, Func<string, string> escape) => string.Join('\n', text.Split('\n').Select(escape));
}
