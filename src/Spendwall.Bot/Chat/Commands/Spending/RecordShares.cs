using Spendwall.Bot.Attribution.Views;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>
/// What request records say themselves of who used an account's spend: their share is taken from where the mapping puts
/// it, never more than is there, and put where they say. No sum changes: records tell shares of billed money. Pure.
/// </summary>
internal static class RecordShares
{
    public const string Unmapped = "unmapped";

    /// <param name="rows">The account's, which the mapping attributes.</param>
    /// <param name="mapped">Where the mapping puts a row; null: nowhere.</param>
    /// <param name="kind">Such as <c>workflow</c>.</param>
    /// <returns>Rows that come to the others, taken and given, and how much of the account's spend they moved.</returns>
    public static (IReadOnlyList<SpendRow> Rows, Usd Moved) Of(
        AccountOptions account, IReadOnlyList<SpendRow> rows, Func<SpendRow, string?> mapped, IReadOnlyList<AttributedSum> records, string kind)
    {
        var there = rows.GroupBy(row => mapped(row) ?? Unmapped, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(static group => group.Key, static group => group.Aggregate(default(SpendFigures), static (sum, row) => sum + row.Figures), StringComparer.OrdinalIgnoreCase);
        var said = records.Where(record => record.Figures.Cost > Usd.Zero && record.Told(kind).Length > 0)
            .GroupBy(record => (From: record.Mapped(kind) ?? Unmapped, To: record.Told(kind)), Folded.Comparer)
            .Where(group => !group.Key.From.Equals(group.Key.To, StringComparison.OrdinalIgnoreCase));

        var moves = new List<SpendRow>();
        var moved = Usd.Zero;
        foreach (var source in said.GroupBy(static group => group.Key.From, StringComparer.OrdinalIgnoreCase))
        {
            if (!there.TryGetValue(source.Key, out var left) || left.Total is not { Nanos: > 0 } available)
            {
                continue;
            }

            var parts = source.Select(static group => (group.Key.To, Usd: group.Aggregate(Usd.Zero, static (sum, record) => sum + record.Figures.Cost!.Value))).ToList();
            var whole = parts.Aggregate(Usd.Zero, static (sum, part) => sum + part.Usd);
            string from = there.Keys.First(key => key.Equals(source.Key, StringComparison.OrdinalIgnoreCase));
            foreach (var (to, usd) in parts)
            {
                // Records that tell more than was billed share what was.
                long nanos = whole > available ? (long)((Int128)available.Nanos * usd.Nanos / whole.Nanos) : usd.Nanos;
                var billed = left.Billed is { } known ? new Usd((long)((Int128)nanos * known.Nanos / available.Nanos)) : Usd.Zero;
                var figures = new SpendFigures { Billed = left.Billed is null ? null : billed, Estimated = left.Estimated is null ? null : new Usd(nanos) - billed };
                string name = there.Keys.FirstOrDefault(key => key.Equals(to, StringComparison.OrdinalIgnoreCase)) ?? to;
                moves.Add(new(account, null, new UsageSeries(), new() { Billed = -figures.Billed, Estimated = -figures.Estimated }) { Attributed = from });
                moves.Add(new(account, null, new UsageSeries(), figures) { Attributed = name });
                moved += new Usd(nanos);
            }
        }

        return (moves, moved);
    }

    /// <summary>Names that differ by case only are one.</summary>
    private sealed class Folded : IEqualityComparer<(string From, string To)>
    {
        public static readonly Folded Comparer = new();

        public bool Equals((string From, string To) x, (string From, string To) y) =>
            x.From.Equals(y.From, StringComparison.OrdinalIgnoreCase) && x.To.Equals(y.To, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((string From, string To) pair) =>
            HashCode.Combine(pair.From.GetHashCode(StringComparison.OrdinalIgnoreCase), pair.To.GetHashCode(StringComparison.OrdinalIgnoreCase));
    }
}
