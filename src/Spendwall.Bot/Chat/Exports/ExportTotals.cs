using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Exports;

/// <summary>What an export held, and what there is to know about it.</summary>
internal sealed class ExportTotals
{
    public long Rows { get; private set; }

    /// <summary>Null: no row told.</summary>
    public Usd? Billed { get; private set; }

    public Usd? Estimated { get; private set; }

    /// <summary>Up to where the least known account is known; null: one was never read.</summary>
    public DateTimeOffset? AsOf { get; set; }

    /// <summary>In the order of their finding, each once.</summary>
    public List<string> BlindSpots { get; } = [];

    public void Add(ExportRow row)
    {
        Rows++;
        Billed = Sum(Billed, row.Billed);
        Estimated = Sum(Estimated, row.Estimated);
    }

    public void Note(string blindSpot)
    {
        if (!BlindSpots.Contains(blindSpot))
        {
            BlindSpots.Add(blindSpot);
        }
    }

    private static Usd? Sum(Usd? a, Usd? b) => a is { } one && b is { } other ? one + other : a ?? b;
}
