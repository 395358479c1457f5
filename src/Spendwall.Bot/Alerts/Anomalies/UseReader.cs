using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>
/// Usage with its money by the hour: OpenRouter's as it was charged, OpenAI's at the organisation's own prices, because
/// its bill knows days only. A bucket whose price nobody tells has no cost.
/// </summary>
public sealed class UseReader(ISpendLedger ledger, EstimateRefresher estimates)
{
    private const SpendDimension Detail = SpendDimension.Project | SpendDimension.Key | SpendDimension.Model | SpendDimension.Endpoint;

    private static readonly TimeSpan Settles = TimeSpan.FromMinutes(15);

    /// <summary>How far whole hours are told; null: no hour is.</summary>
    public async Task<DateTimeOffset?> CoversAsync(AccountOptions account, CancellationToken cancellationToken)
    {
        var marks = await ledger.MarksAsync(account.Name, cancellationToken);
        var covers = marks.GetValueOrDefault(account.Provider == ProviderKind.OpenAI ? "usage.hour" : "analytics.key-model")?.CoversUntil;

        return covers?.FloorHour();
    }

    /// <summary>The newest hours still fill: they are looked at when they had this long to.</summary>
    /// <param name="covers">A whole hour.</param>
    public static DateTimeOffset Settled(DateTimeOffset covers, DateTimeOffset now)
    {
        var settled = (now - Settles).FloorHour();

        return covers < settled ? covers : settled;
    }

    /// <summary>What is priced of some ranges, in the words of explanations.</summary>
    public async Task<IReadOnlyList<UsageSlice>> SlicesAsync(AccountOptions account, IEnumerable<UtcRange> ranges, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var slices = new List<UsageSlice>();
        foreach (var range in ranges)
        {
            slices.AddRange((await SumsAsync(account, range, now, cancellationToken)).Where(static bucket => bucket.Cost is not null).Select(UseSlices.Of));
        }

        return slices;
    }

    /// <summary>Display names of callers, by id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CallerNamesAsync(AccountOptions account, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in await ledger.NamesAsync(account.Name, cancellationToken))
        {
            if (name.Kind is "key" or "project" && name.Name.Length > 0)
            {
                names[name.Id] = name.Name;
            }
        }

        return names;
    }

    /// <summary>Single buckets, in the order of their time: for hours.</summary>
    public async IAsyncEnumerable<UsageBucket> HoursAsync(
        AccountOptions account, UtcRange range, DateTimeOffset now, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isRouter = account.Provider == ProviderKind.OpenRouter;
        var prices = isRouter ? null : await estimates.PricesAsync(account, now, cancellationToken);
        await foreach (var bucket in ledger.BucketsAsync(account.Name, isRouter ? UsageView.KeyModel : UsageView.Usage, range, SeriesFilter.All, cancellationToken))
        {
            yield return prices is null ? bucket : bucket with { Cost = prices.Cost(bucket) is { } dollars ? Usd.FromDollars(dollars) : null };
        }
    }

    /// <summary>Sums over a range by key, model, project and endpoint: whole days from their roll-ups, the hours at the ends from buckets.</summary>
    public async Task<IReadOnlyList<UsageBucket>> SumsAsync(AccountOptions account, UtcRange range, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new List<UsageBucket>();
        var firstDay = range.Start.FloorDay() == range.Start ? range.Start : range.Start.FloorDay().AddDays(1);
        var lastDay = range.End.FloorDay();
        bool hasDays = firstDay < lastDay;
        UtcRange[] edges = hasDays ? [new(range.Start, firstDay), new(lastDay, range.End)] : [range];
        foreach (var edge in edges.Where(static edge => edge.Length > TimeSpan.Zero))
        {
            await foreach (var bucket in HoursAsync(account, edge, now, cancellationToken))
            {
                found.Add(bucket);
            }
        }

        if (hasDays)
        {
            found.AddRange(await DaysAsync(account, new(firstDay, lastDay), now, cancellationToken));
        }

        return found;
    }

    private async Task<IEnumerable<UsageBucket>> DaysAsync(AccountOptions account, UtcRange days, DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool isRouter = account.Provider == ProviderKind.OpenRouter;
        var prices = isRouter ? null : await estimates.PricesAsync(account, now, cancellationToken);
        var by = isRouter ? SpendDimension.Key | SpendDimension.Model : Detail;
        var rows = await ledger.SpendAsync(new(account.Name, isRouter ? UsageView.KeyModel : UsageView.Usage, days, by, ByDay: false, SeriesFilter.All), cancellationToken);

        return rows.Select(row =>
        {
            var bucket = new UsageBucket(days.Start, row.Series)
            {
                Requests = row.Figures.Requests,
                InputTokens = row.Figures.InputTokens,
                CachedTokens = row.Figures.CachedTokens,
                OutputTokens = row.Figures.OutputTokens,
                Cost = row.Figures.Cost,
            };

            return prices is null ? bucket : bucket with { Cost = prices.Cost(bucket) is { } dollars ? Usd.FromDollars(dollars) : null };
        });
    }
}
