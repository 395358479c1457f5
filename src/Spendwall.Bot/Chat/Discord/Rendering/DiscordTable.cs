using Spendwall.Bot.Chat.Terminal;

namespace Spendwall.Bot.Chat.Discord.Rendering;

/// <summary>
/// A table: in aligned columns where a code block has room for them, else a line for each row. Discord has no table and
/// wraps a code block's lines, on a phone after about forty characters. Pure.
/// </summary>
internal static class DiscordTable
{
    /// <summary>What a code block in an embed shows on a desktop without wrapping.</summary>
    private const int Columns = 56;

    /// <param name="room">The characters that there is room for; at least 200.</param>
    public static string Render(ChatBlock.Table table, int room)
    {
        for (int shown = table.Rows.Count; ; shown = Math.Min(shown - 1, shown * 9 / 10))
        {
            string text = Text(table with { Rows = [.. table.Rows.Take(shown)] });
            string more = shown < table.Rows.Count ? $"\n… {table.Rows.Count - shown} more" : "";
            if (text.Length + more.Length <= room || shown == 0)
            {
                return (text.Length <= room ? text : "") + more;
            }
        }
    }

    private static string Text(ChatBlock.Table table) => IsNarrow(table)
        ? DiscordText.CodeBlock(TerminalTable.Render(table, Columns, 0))
        : string.Join('\n', table.Rows.Select(row => Line(table.Header, row)));

    private static bool IsNarrow(ChatBlock.Table table) =>
        table.Header.Select((name, at) => table.Rows.Select(row => at < row.Count ? TextWidth.Of(ForeignText.Clean(row[at])) : 0).Append(TextWidth.Of(name)).Max()).Sum() + (2 * (table.Header.Count - 1)) <= Columns;

    private static string Line(IReadOnlyList<string> header, IReadOnlyList<string> row) =>
        string.Join(" · ", row.Take(header.Count).Where(static cell => cell.Length > 0).Select(static (cell, at) => at == 0 ? $"**{Cell(cell)}**" : Cell(cell)));

    private static string Cell(string text) => DiscordText.CutEscaped(DiscordText.Escape(text), 300);
}
