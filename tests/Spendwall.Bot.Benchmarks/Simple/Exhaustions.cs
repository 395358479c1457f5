using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Host.Backtest.Streaming;

namespace Spendwall.Bot.Benchmarks.Simple;

/// <summary>Pools of the scorer's runway stream that got empty, and whether an alert came before. A pool is the name of a question without its hour.</summary>
internal sealed class Exhaustions
{
    private readonly Dictionary<string, (double Balance, HashSet<string> Alerts)> pools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Empty, int Unwarned)> counts = new(StringComparer.Ordinal);

    public void Asked(StreamLine.Runway ask, JsonNode answer)
    {
        string pool = ask.Id[..ask.Id.LastIndexOf('|')];
        var alerts = pools.TryGetValue(pool, out var before) ? before.Alerts : [];
        foreach (var (lead, alert) in answer["alert"]!.AsObject())
        {
            if (alert!.GetValue<bool>())
            {
                alerts.Add(lead);
            }
        }

        pools[pool] = (ask.Balance, alerts);
        foreach (var lead in ask.Leads)
        {
            counts.TryAdd(lead.TotalHours.ToString("0.##", CultureInfo.InvariantCulture), default);
        }
    }

    /// <summary>The hour that was asked about is over.</summary>
    public void Spent(double usd)
    {
        foreach (var (pool, (balance, alerts)) in pools.ToList())
        {
            if (usd >= balance && usd > 0)
            {
                pools.Remove(pool);
                foreach (string lead in counts.Keys.ToList())
                {
                    var (empty, unwarned) = counts[lead];
                    counts[lead] = (empty + 1, unwarned + (alerts.Contains(lead) ? 0 : 1));
                }
            }
        }
    }

    /// <summary>Another series starts: what is left in its pools is not known to have ended.</summary>
    public void Next() => pools.Clear();

    public void Write(TextWriter output)
    {
        foreach (var (lead, (empty, unwarned)) in counts)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lead {lead} h: {empty} pools got empty, {unwarned} of them without an alert before"));
        }
    }
}
