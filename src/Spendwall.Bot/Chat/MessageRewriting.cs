namespace Spendwall.Bot.Chat;

/// <summary>A message with every text that people read put through a function; what a press runs stays as it is. Pure.</summary>
internal static class MessageRewriting
{
    public static ChatMessage Map(ChatMessage message, Func<string, string> text) => message with
    {
        Title = text(message.Title),
        Blocks = [.. message.Blocks.Select(block => Map(block, text))],
        Footer = [.. message.Footer.Select(text)],
        Buttons = [.. message.Buttons.Select(button => button with { Label = text(button.Label) })],
    };

    private static ChatBlock Map(ChatBlock block, Func<string, string> text) => block switch
    {
        ChatBlock.Line line => new ChatBlock.Line(text(line.Text)),
        ChatBlock.Fields fields => new ChatBlock.Fields([.. fields.Items.Select(item => (text(item.Name), text(item.Value)))]),
        ChatBlock.Table table => table with
        {
            Header = [.. table.Header.Select(text)],
            Rows = [.. table.Rows.Select(IReadOnlyList<string> (row) => [.. row.Select(text)])],
        },
        ChatBlock.Spark spark => spark with { Caption = text(spark.Caption) },
        ChatBlock.Code code => new ChatBlock.Code(text(code.Text)),
        _ => throw new InvalidOperationException($"There is no rewriting of {block.GetType().Name}."),
    };
}
