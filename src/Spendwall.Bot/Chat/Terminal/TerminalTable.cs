using System.Text;

namespace Spendwall.Bot.Chat.Terminal;

/// <summary>A table in aligned columns; text columns give way, numbers never.</summary>
internal static class TerminalTable
{
    private const int Gap = 2;
    private const int NarrowestText = 8;

    public static string Render(ChatBlock.Table table, int columns, int indent)
    {
        var header = table.Header.Select(ForeignText.Clean).ToList();
        var rows = table.Rows.Select(row => header.Select((_, at) => at < row.Count ? ForeignText.Clean(row[at]) : "").ToList()).ToList();
        var widths = header.Select((name, at) => rows.Select(row => TextWidth.Of(row[at])).Append(TextWidth.Of(name)).Max()).ToList();
        Narrow(widths, table.Numeric, columns);

        var text = new StringBuilder();
        AddRow(text, header, widths, table.Numeric, indent);
        text.Append(' ', indent).Append(string.Join(new string(' ', Gap), widths.Select(static width => new string('─', width)))).Append('\n');
        foreach (var row in rows)
        {
            AddRow(text, row, widths, table.Numeric, indent);
        }

        return text.ToString();
    }

    private static void Narrow(List<int> widths, IReadOnlyList<bool> numeric, int columns)
    {
        while (widths.Sum() + (Gap * (widths.Count - 1)) > columns)
        {
            int widest = Enumerable.Range(0, widths.Count).Where(at => !IsNumeric(numeric, at)).OrderByDescending(at => widths[at]).FirstOrDefault(-1);
            if (widest < 0 || widths[widest] <= NarrowestText)
            {
                return;
            }

            widths[widest]--;
        }
    }

    private static void AddRow(StringBuilder text, List<string> cells, List<int> widths, IReadOnlyList<bool> numeric, int indent)
    {
        var line = new StringBuilder().Append(' ', indent);
        for (int at = 0; at < cells.Count; at++)
        {
            string cell = TextWidth.Fit(cells[at], widths[at]);
            string space = new(' ', widths[at] - TextWidth.Of(cell));
            line.Append(IsNumeric(numeric, at) ? space + cell : cell + space).Append(' ', at < cells.Count - 1 ? Gap : 0);
        }

        text.Append(line.ToString().TrimEnd()).Append('\n');
    }

    private static bool IsNumeric(IReadOnlyList<bool> numeric, int at) => at < numeric.Count && numeric[at];
}
