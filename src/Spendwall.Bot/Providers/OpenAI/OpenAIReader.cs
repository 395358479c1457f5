using System.Runtime.CompilerServices;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenAI;

/// <summary>One OpenAI organisation, read with an admin key.</summary>
internal sealed class OpenAIReader(AccountOptions account, ProviderTransport transport, RequestPaces paces, TimeProvider clock) : IAccountReader
{
    private readonly CostReader costs = new(new BucketPages(transport, paces));
    private readonly UsageReader usage = new(new BucketPages(transport, paces));
    private readonly DirectoryReader directory = new(transport, paces);

    public string Account => account.Name;

    /// <summary>Every key that works here reads the same, so nothing is asked.</summary>
    public Task<IReadOnlyList<Dataset>> DatasetsAsync(CancellationToken cancellationToken) => Task.FromResult(OpenAIDatasets.All);

    public IAsyncEnumerable<ProviderFact> ReadAsync(DatasetRead read, CancellationToken cancellationToken) => read switch
    {
        { Dataset: OpenAIDatasets.Costs, Range: { } range } => CostsAsync(range, cancellationToken),
        { Dataset: OpenAIDatasets.UsageHour, Range: { } range } => UsageAsync(UsageView.Usage, range, cancellationToken),
        { Dataset: OpenAIDatasets.UsageMinute, Range: { } range } => UsageAsync(UsageView.UsageMinutes, range, cancellationToken),
        { Dataset: OpenAIDatasets.Names } => NamesAsync(cancellationToken),
        { Dataset: OpenAIDatasets.Limits } => LimitsAsync(cancellationToken),
        _ => throw new ArgumentException($"OpenAI has no dataset '{read.Dataset}', or it needs a range.", nameof(read)),
    };

    private async IAsyncEnumerable<ProviderFact> CostsAsync(UtcRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (Frozen(range.Start.FloorDay(), range.End, now) is not { } days)
        {
            yield break;
        }

        var result = await costs.ReadAsync(days, cancellationToken);

        yield return Usage(UsageView.Costs, days, now, result.FilledUntil, result.Buckets);
        if (result.WithoutKeys)
        {
            yield return Blind("costs.keys", $"OpenAI's costs before {CostReader.KeysSince:yyyy-MM-dd} name no API key, so the key is empty there.", now);
        }
    }

    private async IAsyncEnumerable<ProviderFact> UsageAsync(UsageView view, UtcRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        bool hours = view == UsageView.Usage;
        long width = view.Width.Ticks;
        var start = new DateTimeOffset(range.Start.UtcTicks - (range.Start.UtcTicks % width), TimeSpan.Zero);
        if (Frozen(start, range.End, now) is not { } whole)
        {
            yield break;
        }

        var result = await usage.ReadAsync(hours ? UsageEndpoint.All : UsageEndpoint.OfTokens, whole, hours ? "1h" : "1m", cancellationToken);

        yield return Usage(view, whole, now, result.FilledUntil, result.Buckets);
        if (result.Missing.Count > 0)
        {
            yield return Blind(hours ? "usage.hour" : "usage.minute", $"OpenAI gives no usage of {string.Join(", ", result.Missing)} here.", now);
        }
    }

    private async IAsyncEnumerable<ProviderFact> NamesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = await directory.NamesAsync(cancellationToken);

        yield return new ProviderFact.Names(account.Name, clock.GetUtcNow(), names);
    }

    private async IAsyncEnumerable<ProviderFact> LimitsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        yield return Blind("balance", "OpenAI shows no prepaid balance by its API: what was bought can be typed in with /credits add.", now);
        var (limit, alerts) = await directory.LimitsAsync(cancellationToken);
        if (limit is not null || alerts is not null)
        {
            yield return new ProviderFact.Limits(account.Name, now, [.. limit is null ? [] : new[] { limit }, .. alerts ?? []]);
        }

        string[] missing = [.. limit is null ? ["spend limit"] : Array.Empty<string>(), .. alerts is null ? ["spend alerts"] : Array.Empty<string>()];
        if (missing.Length > 0)
        {
            yield return Blind("limits", $"OpenAI did not tell the organisation's {string.Join(" and ", missing)}: none is set, or this key may not read it.", now);
        }
    }

    /// <summary>A future end is refused by the server, and all pages need the same one: now, or earlier.</summary>
    private static UtcRange? Frozen(DateTimeOffset start, DateTimeOffset end, DateTimeOffset now)
    {
        end = end < now ? end : now;

        return start.ToUnixTimeSeconds() < end.ToUnixTimeSeconds() ? new UtcRange(start, end) : null;
    }

    /// <summary>A trailing bucket without results is "no data yet", so the data covers only up to the last one with results.</summary>
    private ProviderFact.Usage Usage(UsageView view, UtcRange range, DateTimeOffset now, DateTimeOffset? filledUntil, IReadOnlyList<UsageBucket> buckets)
    {
        var covers = filledUntil ?? range.Start;

        return new ProviderFact.Usage(account.Name, now, view, range, covers < range.End ? covers : range.End, buckets);
    }

    private ProviderFact.BlindSpot Blind(string topic, string text, DateTimeOffset now) => new(account.Name, now, topic, text);
}
