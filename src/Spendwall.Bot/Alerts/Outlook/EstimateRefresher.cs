using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Nowcast;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>Estimates the days that OpenAI has not billed whole and keeps the estimate beside the bill, in a view of its own.</summary>
public sealed class EstimateRefresher(ISpendLedger ledger, SpendwallOptions options)
{
    /// <summary>Days before today that can still be open.</summary>
    private const int OpenDays = 3;

    /// <summary>Settled days that make the organisation's own price.</summary>
    private const int PriceDays = 7;

    /// <summary>For the poll, after usage and costs were stored. Does nothing for other providers.</summary>
    public async Task RefreshAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (account.Provider != ProviderKind.OpenAI)
        {
            return;
        }

        var today = now.FloorDay();
        var (open, prices) = await OpenAsync(account, now, cancellationToken);
        var days = new UtcRange(open.Min(), today.AddDays(1));
        var details = await SumsAsync(
            account.Name, UsageView.Usage, days, SpendDimension.Project | SpendDimension.Key | SpendDimension.Model | SpendDimension.Endpoint, cancellationToken);
        var estimate = CostNowcast.Estimate(details.Where(use => open.Contains(use.Start)), prices);
        if (estimate.Buckets.Count > 0)
        {
            await ledger.StoreAsync(new ProviderFact.Usage(account.Name, now, UsageView.CostEstimate, days, now, estimate.Buckets), null, cancellationToken);
        }
    }

    /// <summary>What the organisation pays, for pricing hours that no bill names.</summary>
    public async Task<EffectivePrices> PricesAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await OpenAsync(account, now, cancellationToken)).Prices;

    private async Task<(HashSet<DateTimeOffset> Open, EffectivePrices Prices)> OpenAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = now.FloorDay();
        var marks = await ledger.MarksAsync(account.Name, cancellationToken);
        var costsCover = marks.GetValueOrDefault(OpenAISpend.Costs)?.CoversUntil;
        var range = new UtcRange(today.AddDays(-OpenDays - PriceDays), today.AddDays(1));
        var costs = await SumsAsync(account.Name, UsageView.Costs, range, SpendDimension.Model | SpendDimension.Endpoint, cancellationToken);
        var usage = await SumsAsync(account.Name, UsageView.Usage, range, SpendDimension.Model | SpendDimension.Endpoint, cancellationToken);
        var open = Open(range, costs, costsCover, now);

        // Only the newest settled days: a price of last week is not today's.
        var settled = costs.Select(cost => cost.Start).Distinct().Where(day => !open.Contains(day)).OrderDescending().Take(PriceDays).ToHashSet();
        var prices = new EffectivePrices(
            [.. costs.Where(cost => settled.Contains(cost.Start))],
            [.. usage.Where(use => settled.Contains(use.Start))],
            await ListPricesAsync(now, cancellationToken));

        return (open, prices);
    }

    private static HashSet<DateTimeOffset> Open(UtcRange range, List<UsageBucket> costs, DateTimeOffset? costsCover, DateTimeOffset now)
    {
        var billed = costs.Where(cost => cost.Cost is not null).ToLookup(cost => cost.Start);
        var open = new HashSet<DateTimeOffset>();
        for (var day = now.FloorDay().AddDays(-OpenDays); day < range.End; day = day.AddDays(1))
        {
            Usd? bill = billed[day].Any() ? billed[day].Aggregate(Usd.Zero, static (sum, cost) => sum + cost.Cost!.Value) : null;
            if (SettlementPolicy.IsOpen(DateOnly.FromDateTime(day.UtcDateTime), now, costsCover, bill))
            {
                open.Add(day);
            }
        }

        return open;
    }

    private async Task<List<UsageBucket>> SumsAsync(string account, UsageView view, UtcRange days, SpendDimension by, CancellationToken cancellationToken)
    {
        var rows = await ledger.SpendAsync(new(account, view, days, by, ByDay: true, SeriesFilter.All), cancellationToken);

        return
        [
            .. rows.Where(row => row.Day is not null).Select(row => new UsageBucket(new(row.Day!.Value, TimeOnly.MinValue, TimeSpan.Zero), row.Series)
            {
                Requests = row.Figures.Requests,
                InputTokens = row.Figures.InputTokens,
                CachedTokens = row.Figures.CachedTokens,
                OutputTokens = row.Figures.OutputTokens,
                ReasoningTokens = row.Figures.ReasoningTokens,
                Cost = row.Figures.Cost,
            }),
        ];
    }

    /// <summary>OpenAI publishes no list that a program can read; OpenRouter's holds OpenAI's models at the same prices.</summary>
    private async Task<IReadOnlyList<ModelPrice>> ListPricesAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var router = options.Accounts.FirstOrDefault(account => account.Provider == ProviderKind.OpenRouter);
        var list = router is null ? [] : await ledger.PricesAsync(router.Name, now, cancellationToken);

        return [.. list.Where(price => price.Model.StartsWith("openai/", StringComparison.OrdinalIgnoreCase))];
    }
}
