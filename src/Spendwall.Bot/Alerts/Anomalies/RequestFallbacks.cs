using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Signals.Routes;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>Sums of request records in the words of fallbacks.</summary>
public static class RequestFallbacks
{
    /// <summary>Requests that another model or route served than the one asked for.</summary>
    public static long Count(RequestSum sum) => sum.Labels.IsFallback ? sum.Figures.Requests : sum.Figures.Rerouted;

    /// <summary>Of models that another one served. Tokens that only some of the requests tell are not told.</summary>
    public static FallbackUse Use(RequestSum sum) => new(
        RequestLabels.Bare(sum.Labels.ModelRequested),
        RequestLabels.Bare(sum.Labels.ModelServed),
        sum.Labels.Route,
        sum.Figures.Requests,
        sum.Figures.InputTold == sum.Figures.Requests ? sum.Figures.InputTokens : null,
        sum.Figures.CachedTokens,
        sum.Figures.OutputTold == sum.Figures.Requests ? sum.Figures.OutputTokens : null);
}
