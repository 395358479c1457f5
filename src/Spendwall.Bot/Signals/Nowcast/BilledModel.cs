using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenAI;

namespace Spendwall.Bot.Signals.Nowcast;

/// <summary>Collects what one model was billed for and used over the billed days, and divides one by the other.</summary>
internal sealed class BilledModel
{
    private readonly Dictionary<LineItemKind, (decimal Usd, decimal Quantity)> lines = [];
    private decimal uncached;
    private decimal cached;
    private decimal output;
    private decimal requests;

    public decimal Usd => lines.Values.Sum(line => line.Usd);

    public bool Used => uncached + cached + output + requests > 0;

    public void Bill(UsageBucket cost)
    {
        var kind = new LineItem(cost.Series.Endpoint).Kind;
        var (usd, quantity) = lines.GetValueOrDefault(kind);
        lines[kind] = (usd + (cost.Cost?.Dollars ?? 0), quantity + (kind == LineItemKind.Output ? cost.OutputTokens ?? 0 : cost.InputTokens ?? 0));
    }

    public void Use(UsageBucket usage)
    {
        decimal hits = Math.Min(usage.InputTokens ?? 0, usage.CachedTokens ?? 0);
        cached += hits;
        uncached += (usage.InputTokens ?? 0) - hits;
        output += usage.OutputTokens ?? 0;
        requests += usage.Requests ?? 0;
    }

    public TokenPrice Price()
    {
        decimal tokens = TokenPrice.Weigh(uncached, cached, output);

        return new(
            PerUnit(LineItemKind.Input, uncached),
            PerUnit(LineItemKind.CachedInput, cached),
            PerUnit(LineItemKind.Output, output),
            tokens > 0 ? Usd / tokens : null,
            tokens == 0 && requests > 0 ? Usd / requests : null);
    }

    /// <summary>By the bill's own quantity, else by what usage counted on the same days.</summary>
    private decimal? PerUnit(LineItemKind kind, decimal used)
    {
        // A line of the whole beside lines of kinds would be lost: then only the blend is sound.
        if (!lines.TryGetValue(kind, out var line) || lines.GetValueOrDefault(LineItemKind.Whole).Usd > 0)
        {
            return null;
        }

        decimal quantity = line.Quantity > 0 ? line.Quantity : used;

        return quantity > 0 ? line.Usd / quantity : null;
    }
}
