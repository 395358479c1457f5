using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>What was spent and done under one name; a figure that nobody told is null.</summary>
internal readonly record struct Cell(decimal Usd, long? Requests, long? InputTokens, long? OutputTokens)
{
    public static Cell operator +(Cell a, Cell b) =>
        new(a.Usd + b.Usd, Sum(a.Requests, b.Requests), Sum(a.InputTokens, b.InputTokens), Sum(a.OutputTokens, b.OutputTokens));

    private static long? Sum(long? a, long? b) => a is null ? b : a + (b ?? 0);
}

/// <summary>Sums by name, such as a caller with a model.</summary>
internal sealed class SpendCells
{
    private readonly SortedDictionary<string, Cell> cells = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Cell> Cells => cells;

    public decimal Usd => cells.Values.Sum(cell => cell.Usd);

    public static SpendCells Of(IEnumerable<SpendRow> rows, Func<SpendRow, string> name)
    {
        var sums = new SpendCells();
        foreach (var row in rows)
        {
            sums.Add(name(row), new(row.Amounts.Usd, row.Amounts.Requests, row.Amounts.InputTokens, row.Amounts.OutputTokens));
        }

        return sums;
    }

    public void Add(string name, Cell cell) => cells[name] = cells.GetValueOrDefault(name) + cell;
}
