using Spendwall.Bot.Benchmarks.Ledger;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenAI;
using Spendwall.Bot.Providers.OpenRouter;

namespace Spendwall.Bot.Benchmarks.World;

/// <summary>
/// What a bot has stored after 91 days: the OpenRouter account's buckets by the hour, its routes, keys with caps, prices
/// and a reading of the balance every ten minutes; beside it an OpenAI organisation with costs, usage and an estimate.
/// Everything goes through the ledger's own door.
/// </summary>
internal sealed class WorldSeed(ISpendLedger ledger, int rows, DateTimeOffset now)
{
    private const int Models = 20;

    private const int RouteDays = 31;

    private static readonly TimeSpan ReadingEvery = TimeSpan.FromMinutes(10);

    private readonly LedgerData data = LedgerData.Holding(rows, now.FloorHour());

    /// <summary>Stores all of it; takes minutes for ten million rows.</summary>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        await BalancesAsync(cancellationToken);
        await OpenRouterAsync(cancellationToken);
        await OpenAIAsync(cancellationToken);
        for (int day = 0; day < LedgerData.Days; day++)
        {
            await StoreAsync(data.Day(day), OpenRouterDatasets.KeyModel, cancellationToken);
            if (!Console.IsErrorRedirected)
            {
                await Console.Error.WriteAsync($"\r{day + 1} of {LedgerData.Days} days of {rows:N0} buckets ");
            }
        }

        foreach (string account in new[] { WorldSettings.OpenRouter, WorldSettings.OpenAI })
        {
            await ledger.RecordPollAsync(new(account, now.AddSeconds(-2), now, null, null, null, rows), cancellationToken);
        }
    }

    /// <summary>Credits bought each week; usage at the pace of the buckets.</summary>
    private async Task BalancesAsync(CancellationToken cancellationToken)
    {
        decimal usage = 0;
        for (var at = data.Start; at <= now; at += ReadingEvery)
        {
            usage += rows / 400_000m;
            decimal credits = 20_000 + (rows / 400 * (decimal)Math.Floor((at - data.Start).TotalDays / 7 + 1));
            await ledger.StoreAsync(new ProviderFact.Balance(new(WorldSettings.OpenRouter, at, Usd.FromDollars(credits), Usd.FromDollars(usage))), null, cancellationToken);
        }
    }

    private async Task OpenRouterAsync(CancellationToken cancellationToken)
    {
        string account = WorldSettings.OpenRouter;
        var caps = data.Keys.Select((key, i) => new KeyCap(account, now, key, key)
        {
            Limit = Usd.FromDollars(5_000 + i),
            Remaining = Usd.FromDollars(4_000 - i),
            Reset = CapReset.Monthly,
        });
        await StoreAsync(new ProviderFact.KeyCaps(account, now, [.. caps]), OpenRouterDatasets.Keys, cancellationToken);
        var prices = Enumerable.Range(0, 300).Select(static i => new ModelPrice($"vendor-{i % 4}/model-{i}", "") { Input = 0.000002m, Output = 0.000008m });
        await StoreAsync(new ProviderFact.Prices(account, now, [.. prices]), OpenRouterDatasets.Prices, cancellationToken);
        UsageSeries[] routes = [.. Enumerable.Range(0, Models * 5).Select(static i => new UsageSeries { Model = $"vendor-{i % Models % 4}/model-{i % Models}", Route = $"route-{i / Models}" })];
        await HoursAsync(account, UsageView.ModelRoute, OpenRouterDatasets.ModelRoute, routes, now.FloorDay().AddDays(1 - RouteDays), TimeSpan.FromHours(1), cancellationToken);
    }

    private async Task OpenAIAsync(CancellationToken cancellationToken)
    {
        string account = WorldSettings.OpenAI;
        UsageSeries[] used = [.. Enumerable.Range(0, 30).Select(static i => new UsageSeries { Project = $"proj_{i % 10}", Key = $"key_{i % 10}", Model = $"gpt-{i / 10}", Endpoint = "completions" })];
        UsageSeries[] billed = [.. Enumerable.Range(0, 60).Select(static i => new UsageSeries { Project = $"proj_{i % 10}", Key = $"key_{i % 10}", Endpoint = $"gpt-{i / 20}, {(i / 10 % 2 == 0 ? "input" : "output")}_tokens" })];
        var names = Enumerable.Range(0, 10).SelectMany(static i => new[] { new DimensionName("project", $"proj_{i}", $"Project {i}"), new DimensionName("key", $"key_{i}", $"Key {i}") });
        await StoreAsync(new ProviderFact.Names(account, now, [.. names]), OpenAIDatasets.Names, cancellationToken);
        await HoursAsync(account, UsageView.Usage, OpenAIDatasets.UsageHour, used, data.Start, TimeSpan.FromHours(1), cancellationToken);
        await HoursAsync(account, UsageView.Costs, OpenAIDatasets.Costs, billed, data.Start, TimeSpan.FromDays(1), cancellationToken);
        await HoursAsync(account, UsageView.CostEstimate, null, used, now.FloorDay().AddDays(-1), TimeSpan.FromDays(1), cancellationToken);
    }

    private async Task HoursAsync(string account, UsageView view, string? dataset, UsageSeries[] series, DateTimeOffset from, TimeSpan width, CancellationToken cancellationToken)
    {
        var random = new Random((int)view);
        for (var day = from; day < now; day = day.AddDays(1))
        {
            var buckets = new List<UsageBucket>();
            for (var start = day; start < day.AddDays(1) && start + width <= now; start += width)
            {
                buckets.AddRange(series.Select(one => LedgerData.Bucket(start, one, random)).Select(bucket => view == UsageView.Usage ? bucket with { Cost = null } : bucket));
            }

            if (buckets.Count > 0)
            {
                var end = buckets[^1].Start + width;
                await StoreAsync(new ProviderFact.Usage(account, end, view, new(day, end), end, buckets), dataset, cancellationToken);
            }
        }
    }

    private Task<StoreResult> StoreAsync(ProviderFact fact, string? dataset, CancellationToken cancellationToken)
    {
        var until = (fact as ProviderFact.Usage)?.CoversUntil;

        return ledger.StoreAsync(fact, dataset is null ? null : new(fact.Account, dataset, now, until, until), cancellationToken);
    }
}
