using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>The dimensions and the filter that an axis and a scope need of one account.</summary>
/// <param name="ByDay">Mappings change inside the days, so each day is judged by itself.</param>
public sealed record SpendPlan(SpendDimension By, bool ByDay, SeriesFilter Filter)
{
    public static SpendPlan For(AccountOptions account, Scope scope, SpendAxis axis, SpendTraits traits, UtcRange days)
    {
        var by = axis.IsAttributed ? traits.DimensionsOf(axis.Name) : axis.Dimension;
        bool byDay = axis.IsAttributed && traits.ChangesWithin(days, axis.Name);
        foreach (string kind in scope.Parts.Keys)
        {
            bool isAttributed = kind == "owner" || MapLine.Targets.Contains(kind);
            by |= isAttributed ? traits.DimensionsOf(kind) : SpendTraits.Dimension(kind);
            byDay |= isAttributed && traits.ChangesWithin(days, kind);
        }

        // OpenRouter shows a route together with the model only.
        if (account.Provider == ProviderKind.OpenRouter)
        {
            by &= by.HasFlag(SpendDimension.Route) ? SpendDimension.Route | SpendDimension.Model : SpendDimension.Key | SpendDimension.Model;
        }

        // Only ids that a bucket carries can be filtered by the ledger: names are looked up in the rows.
        string? Exact(string kind) => scope[kind] is { } value && traits.IsId(account.Name, kind, value) ? value : null;

        return new(by, byDay, new SeriesFilter { Project = Exact("project"), Key = Exact("key"), Model = Exact("model"), Route = Exact("route") });
    }
}
