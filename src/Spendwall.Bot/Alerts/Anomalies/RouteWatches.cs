using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenRouter;
using Spendwall.Bot.Signals.Explanation;
using Spendwall.Bot.Signals.Routes;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>
/// The route watches of all accounts that tell their routes. Only whole hours that were charged are looked at: nothing that
/// is estimated, nothing that still fills. After a start they are made anew from the ledger.
/// </summary>
public sealed class RouteWatches(ISpendLedger ledger, SpendwallOptions options) : IDisposable
{
    /// <summary>For so long a new list price is news.</summary>
    private static readonly TimeSpan News = TimeSpan.FromHours(72);

    private readonly Dictionary<string, Watched> watches = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim one = new(1, 1);

    /// <returns>What is open, what costs most first; empty where no routes are told.</returns>
    public async Task<IReadOnlyList<RouteSignal>> ReadAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (account.Provider != ProviderKind.OpenRouter || (await ledger.MarksAsync(account.Name, cancellationToken)).GetValueOrDefault(OpenRouterDatasets.ModelRoute)?.CoversUntil is not { } covers)
        {
            return [];
        }

        await one.WaitAsync(cancellationToken);
        try
        {
            if (!watches.TryGetValue(account.Name, out var watched))
            {
                watches[account.Name] = watched = new();
            }

            var until = UseReader.Settled(covers.FloorHour(), now);
            if (until > watched.Until || watched.Until is null)
            {
                var premium = await PremiumAsync(account.Name, now, cancellationToken);
                if (!watched.Fits(premium))
                {
                    watches[account.Name] = watched = new();
                }

                await CatchUpAsync(watched, account.Name, until, premium, cancellationToken);
                watched.Prices = await PricesAsync(account.Name, until, cancellationToken);
            }

            return [.. watched.Prices.Concat(watched.Watch.Open).OrderByDescending(static signal => signal.UsdPerDay)];
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task CatchUpAsync(Watched watched, string account, DateTimeOffset until, HashSet<string> premium, CancellationToken cancellationToken)
    {
        var hour = new List<RouteCell>();
        await foreach (var bucket in ledger.BucketsAsync(account, UsageView.ModelRoute, new(watched.Until ?? until - AccountWatch.Reach, until), SeriesFilter.All, cancellationToken))
        {
            watched.Until ??= bucket.Start.FloorHour();
            for (; watched.Until < bucket.Start.FloorHour(); hour = [])
            {
                watched.Observe(hour);
            }

            if (bucket.Cost is { } cost)
            {
                hour.Add(new(bucket.Series.Model, bucket.Series.Route, bucket.Requests ?? 0, Weighed(bucket), cost.ToDouble(), watched.Rate(bucket.Series.Model, premium)));
            }
        }

        for (; watched.Until < until; hour = [])
        {
            watched.Observe(hour);
        }
    }

    private static double Weighed(UsageBucket bucket)
    {
        var usual = ListPrice.Usual;
        double cached = Math.Min(bucket.CachedTokens ?? 0, bucket.InputTokens ?? 0);

        return (((bucket.InputTokens ?? 0) - cached) * usual.Input) + (cached * usual.Cached) + ((bucket.OutputTokens ?? 0) * usual.Output);
    }

    private async Task<HashSet<string>> PremiumAsync(string account, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var premium = new HashSet<string>(options.Premium.Models, StringComparer.OrdinalIgnoreCase);
        foreach (var price in await ledger.PricesAsync(account, at, cancellationToken))
        {
            if (price.Route.Length == 0 && options.Premium.IsPremiumPrice(price.Output))
            {
                premium.Add(price.Model);
            }
        }

        return premium;
    }

    /// <summary>List prices of today against those of three days ago.</summary>
    private async Task<IReadOnlyList<RouteSignal>> PricesAsync(string account, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var before = until - News;
        var history = await ledger.PriceHistoryAsync(account, new(before, until), cancellationToken);
        if (history.Count == 0)
        {
            return [];
        }

        var use = new List<UsageBucket>();
        await foreach (var bucket in ledger.BucketsAsync(account, UsageView.ModelRoute, new(until.AddDays(-1), until), SeriesFilter.All, cancellationToken))
        {
            use.Add(bucket);
        }

        return PriceChanges.Of(history, before, use);
    }

    private sealed class Watched
    {
        private readonly Dictionary<string, bool> rated = new(StringComparer.OrdinalIgnoreCase);

        public RouteWatch Watch { get; } = new(RouteRules.Shipped);

        /// <summary>The hour that is next, kept with each: what breaks off goes on there. Null: none is known.</summary>
        public DateTimeOffset? Until { get; set; }

        public IReadOnlyList<RouteSignal> Prices { get; set; } = [];

        /// <summary>Whether a model is a premium one, kept: all of its record is read by one rule.</summary>
        public bool Rate(string model, HashSet<string> premium) => rated[model] = premium.Contains(model);

        /// <summary>
        /// No model was read by another rule before. The list of prices comes when it comes, with a new account after the
        /// first usage: what is known to be premium only then did not become so.
        /// </summary>
        public bool Fits(HashSet<string> premium) => rated.All(model => premium.Contains(model.Key) == model.Value);

        public void Observe(IReadOnlyList<RouteCell> hour)
        {
            Watch.Observe(Until!.Value, hour);
            Until = Until.Value.AddHours(1);
        }
    }
}
