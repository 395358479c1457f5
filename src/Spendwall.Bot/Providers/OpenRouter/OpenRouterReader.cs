using System.Runtime.CompilerServices;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>One OpenRouter account; what it can read depends on the kind of its key, which the provider tells once.</summary>
internal sealed class OpenRouterReader(AccountOptions account, ProviderTransport transport, RequestPaces paces, TimeProvider clock) : IAccountReader, IGenerationSource, IInferenceProbe
{
    private readonly KeyInventory keys = new(account, transport, paces, clock);
    private readonly AnalyticsReader analytics = new(transport, paces, clock);
    private readonly GenerationListReader generations = new(transport, paces, clock);
    private readonly PriceReader prices = new(transport, paces);
    private volatile IReadOnlyList<Dataset>? datasets;

    public string Account => account.Name;

    private InferenceProbe Probe => new(account, transport, paces, keys);

    public async Task<IReadOnlyList<Dataset>> DatasetsAsync(CancellationToken cancellationToken)
    {
        if (datasets is null)
        {
            var own = await keys.OwnAsync(null, cancellationToken);
            datasets = own.IsManagement ? OpenRouterDatasets.OfManagementKey : OpenRouterDatasets.OfInferenceKey;
        }

        return datasets;
    }

    public IAsyncEnumerable<ProviderFact> ReadAsync(DatasetRead read, CancellationToken cancellationToken) => read switch
    {
        { Dataset: OpenRouterDatasets.Credits } => CreditsAsync(cancellationToken),
        { Dataset: OpenRouterDatasets.Keys } => KeysAsync(cancellationToken),
        { Dataset: OpenRouterDatasets.Key } => OwnKeyAsync(cancellationToken),
        { Dataset: OpenRouterDatasets.KeyModel, Range: { } range } => AnalyticsAsync(UsageView.KeyModel, read.Dataset, range, cancellationToken),
        { Dataset: OpenRouterDatasets.ModelRoute, Range: { } range } => AnalyticsAsync(UsageView.ModelRoute, read.Dataset, range, cancellationToken),
        { Dataset: OpenRouterDatasets.Activity, Range: { } range } => ActivityAsync(range, cancellationToken),
        { Dataset: OpenRouterDatasets.Prices } => PricesAsync(read.Models, cancellationToken),
        _ => throw new ArgumentException($"OpenRouter has no dataset '{read.Dataset}', or it needs a range.", nameof(read)),
    };

    public async Task<GenerationRecord> GenerationAsync(string id, CancellationToken cancellationToken)
    {
        if (!GenerationDecoder.IsId(id))
        {
            throw new ProviderException(ProviderFailure.Rejected, "That is no generation id.") { Remedy = "An id begins with gen- and stands in the response of the request." };
        }

        return await transport.ReadAsync(new ProviderRequest($"generation?id={id}") { Paces = paces.Any }, GenerationDecoder.Decode, cancellationToken);
    }

    public Task<bool> CanAskAsync(CancellationToken cancellationToken) => Probe.CanAskAsync(cancellationToken);

    public Task<ProbeAnswer> AskAsync(string model, string prompt, int mostTokens, CancellationToken cancellationToken) => Probe.AskAsync(model, prompt, mostTokens, cancellationToken);

    public Task<Usd?> KeyUsageAsync(CancellationToken cancellationToken) => Probe.KeyUsageAsync(cancellationToken);

    public Task<GenerationList> GenerationsAsync(UtcRange range, CancellationToken cancellationToken) => generations.ReadAsync(range, cancellationToken);

    private async IAsyncEnumerable<ProviderFact> CreditsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = await transport.ReadAsync(
            new ProviderRequest("credits") { Paces = paces.Any },
            root =>
            {
                var data = root.Required("data");

                return new BalanceReading(
                    account.Name,
                    clock.GetUtcNow(),
                    data.Dollars("total_credits") ?? throw new FormatException("'total_credits' is missing"),
                    data.Dollars("total_usage") ?? throw new FormatException("'total_usage' is missing"));
            },
            cancellationToken);

        yield return new ProviderFact.Balance(reading);
    }

    private async IAsyncEnumerable<ProviderFact> KeysAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (caps, blind) = await keys.ReadAsync(cancellationToken);
        var now = clock.GetUtcNow();

        yield return new ProviderFact.KeyCaps(account.Name, now, caps);
        yield return Blind("grants", "Promotional credits may be missing from OpenRouter's counters; OpeningBalance adds them.");
        yield return Blind("fallbacks", "OpenRouter shows which provider served a model, not how often a request fell back to another one.");
        foreach (var (topic, text) in blind)
        {
            yield return Blind(topic, text);
        }

        var twins = caps.Where(cap => cap.Layer == "key_limit").GroupBy(cap => cap.Name).Where(name => name.Count() > 1).Select(name => name.Key).ToList();
        if (twins.Count > 0)
        {
            yield return Blind("key-names", $"OpenRouter reports use by key name, so keys with one name are one here: {string.Join(", ", twins.Take(5))}.");
        }
    }

    private async IAsyncEnumerable<ProviderFact> OwnKeyAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var own = await keys.OwnAsync(null, cancellationToken);
        var now = clock.GetUtcNow();

        yield return new ProviderFact.KeyCaps(account.Name, now, [own.Cap, .. own.Layers]);
        if (own.UsageToday is not null || own.ByokToday is not null)
        {
            var today = new UtcRange(now.FloorDay(), now.FloorDay().AddDays(1));
            var bucket = new UsageBucket(today.Start, new UsageSeries { Key = own.Label }) { Cost = own.UsageToday, ByokCost = own.ByokToday };

            yield return new ProviderFact.Usage(account.Name, now, UsageView.OwnKey, today, now, [bucket]);
        }

        yield return Blind(
            "management-key",
            "This is an inference key: it shows its own cap and use only. A management key adds the balance and its runway, all keys, the history by model and provider, and prices by route: "
            + $"an account admin makes one at {ProviderPages.OpenRouterManagementKeys} and puts it in as ApiKey. It has no read-only form.");
    }

    private async IAsyncEnumerable<ProviderFact> AnalyticsAsync(UsageView view, string dataset, UtcRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var result = await analytics.ReadAsync(view, range, cancellationToken);

        yield return new ProviderFact.Usage(account.Name, result.ObservedAt, view, result.Range, result.CoversUntil, result.Buckets);
        if (result.Warnings.Count > 0)
        {
            yield return Blind(dataset, $"OpenRouter warns: {string.Join("; ", result.Warnings.Take(3))}");
        }
    }

    private async IAsyncEnumerable<ProviderFact> ActivityAsync(UtcRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        // Only completed days are told, and thirty of them.
        var today = now.FloorDay();
        var start = range.Start.FloorDay() > today.AddDays(-30) ? range.Start.FloorDay() : today.AddDays(-30);
        var end = range.End < today ? range.End : today;
        if (start >= end)
        {
            yield break;
        }

        var days = new UtcRange(start, end);
        var buckets = await transport.ReadAsync(new ProviderRequest("activity") { Paces = paces.Any }, root => ActivityDecoder.Decode(root, days), cancellationToken);

        yield return new ProviderFact.Usage(account.Name, now, UsageView.Activity, days, end, buckets);
    }

    private async IAsyncEnumerable<ProviderFact> PricesAsync(IReadOnlyList<string> models, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var list = await prices.ReadAsync(models, cancellationToken);

        yield return new ProviderFact.Prices(account.Name, clock.GetUtcNow(), list);
    }

    private ProviderFact.BlindSpot Blind(string topic, string text) => new(account.Name, clock.GetUtcNow(), topic, text);
}
