using Spendwall.Bot.Configuration;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenAI;

namespace Spendwall.Bot.Ledger.Usage;

/// <param name="Value">As the buckets carry it.</param>
/// <param name="Name">What people call it, when that differs.</param>
public sealed record KnownValue(AccountOptions Account, string Value, string? Name)
{
    public bool Is(string text) => Value.Equals(text, StringComparison.OrdinalIgnoreCase) || (Name?.Equals(text, StringComparison.OrdinalIgnoreCase) ?? false);

    /// <summary>What is shown and offered.</summary>
    public string Label => Name ?? Value;
}

/// <summary>The projects, keys, models, routes and endpoints that the ledger has seen.</summary>
public sealed class KnownValues(ISpendLedger ledger)
{
    /// <param name="kind"><c>project</c>, <c>key</c>, <c>model</c>, <c>route</c> or <c>endpoint</c>.</param>
    public async Task<IReadOnlyList<KnownValue>> OfAsync(string kind, IReadOnlyList<AccountOptions> accounts, CancellationToken cancellationToken)
    {
        var found = new List<KnownValue>();
        foreach (var account in accounts)
        {
            var values = new List<string>();
            foreach (var (view, dimension) in Places(account.Provider, kind))
            {
                var seen = await ledger.ValuesAsync(account.Name, view, dimension, cancellationToken);
                values.AddRange(kind == "model" && dimension == SpendDimension.Endpoint ? seen.Select(static line => new LineItem(line).Model) : seen);
            }

            var names = values.Count == 0 || kind is not ("project" or "key") ? [] : await ledger.NamesAsync(account.Name, cancellationToken);
            found.AddRange(values.Where(static value => value.Length > 0)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(value => new KnownValue(account, value, names.FirstOrDefault(name => name.Kind == kind && name.Id == value)?.Name)));
        }

        return found;
    }

    private static (UsageView View, SpendDimension Dimension)[] Places(ProviderKind provider, string kind) => (provider, kind) switch
    {
        (ProviderKind.OpenRouter, "key") => [(UsageView.KeyModel, SpendDimension.Key), (UsageView.OwnKey, SpendDimension.Key)],
        (ProviderKind.OpenRouter, "model") => [(UsageView.KeyModel, SpendDimension.Model)],
        (ProviderKind.OpenRouter, "route") => [(UsageView.ModelRoute, SpendDimension.Route)],
        (ProviderKind.OpenAI, "project") => [(UsageView.Costs, SpendDimension.Project), (UsageView.Usage, SpendDimension.Project)],
        (ProviderKind.OpenAI, "key") => [(UsageView.Costs, SpendDimension.Key), (UsageView.Usage, SpendDimension.Key)],
        (ProviderKind.OpenAI, "model") =>
            [(UsageView.Costs, SpendDimension.Model), (UsageView.Costs, SpendDimension.Endpoint), (UsageView.Usage, SpendDimension.Model)],
        (ProviderKind.OpenAI, "endpoint") => [(UsageView.Costs, SpendDimension.Endpoint), (UsageView.Usage, SpendDimension.Endpoint)],
        _ => [],
    };
}
