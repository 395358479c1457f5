using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Chat.Commands.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Chat.Commands.Explaining;

/// <summary>Reads both periods of a question and takes the change between them apart.</summary>
public sealed class ExplainAnalyst(ISpendLedger ledger, UseReader use, IOwnerBook owners, MappingStore mappings, SpendwallOptions options)
{
    public async Task<ExplainAnswer> AnswerAsync(ExplainQuestion question, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, IReadOnlyList<DimensionName>>();
        foreach (var account in question.Accounts)
        {
            names[account.Name] = await ledger.NamesAsync(account.Name, cancellationToken);
        }

        var traits = new SpendTraits(await owners.AllAsync(cancellationToken), await mappings.ReadAsync(cancellationToken), names, DateOnly.FromDateTime(question.Period.Days.End.AddDays(-1).UtcDateTime));
        var spots = new List<string>();
        var ranges = await RangesAsync(question, spots, cancellationToken);
        var display = names.Values.SelectMany(static list => list).Where(static name => name.Kind is "key" or "project" && name.Name.Length > 0)
            .GroupBy(static name => name.Id).ToDictionary(static group => group.Key, static group => group.First().Name);
        if (ranges is not { } compared)
        {
            return new(null, null, display, spots);
        }

        var known = await KnownAsync(question, compared.Before, spots, cancellationToken);
        compared = compared with { Before = new(known.Count > 0 ? known.Values.Max() : compared.Before.Start, compared.Before.End) };
        var before = new List<UsageSlice>();
        var now = new List<UsageSlice>();
        var premium = new HashSet<string>(options.Premium.Models, StringComparer.OrdinalIgnoreCase);
        foreach (var account in question.Accounts)
        {
            var early = await SlicesAsync(account, compared.Before, question, traits, premium, spots, cancellationToken);
            var late = await SlicesAsync(account, compared.Now, question, traits, premium, spots, cancellationToken);
            if (late.Count > 0 && !known.ContainsKey(account.Name))
            {
                spots.Add($"{account.Name}: {question.BeforeName} is not known, so that nothing of it can be compared");
                continue;
            }

            before.AddRange(early);
            now.AddRange(late);
        }

        if (before.Count == 0 && now.Count == 0)
        {
            spots.Add($"no spend is known for {question.Scope} in both periods");

            return new(null, compared, display, spots);
        }

        return new(Explainer.Explain(before, now, compared.Now.Length / compared.Before.Length), compared, display, spots)
        {
            Premium = Share(before, premium) is { } was && Share(now, premium) is { } later ? (was, later) : null,
            SpentByModel = Sums(now, static slice => slice.Model),
            SpentByCaller = Sums(now, static slice => slice.Caller),
            Routes = await RoutesAsync(question, compared, cancellationToken),
        };
    }

    /// <summary>Whole hours, and no later than every account is known.</summary>
    private async Task<(UtcRange Before, UtcRange Now)?> RangesAsync(ExplainQuestion question, List<string> spots, CancellationToken cancellationToken)
    {
        var end = question.Period.Range.End.FloorHour();
        foreach (var account in question.Accounts)
        {
            if (await use.CoversAsync(account, cancellationToken) is not { } covers)
            {
                spots.Add($"{account.Name}: use by the hour is not known");

                return null;
            }

            end = covers < end ? covers : end;
        }

        var now = question.Period.Range;
        var cut = question.Period.Range.End - end;
        var until = question.Before.End.FloorHour();
        until = question.IsCut && cut >= TimeSpan.FromHours(1) && question.Before.Length == now.Length ? (question.Before.End - cut).FloorHour() : until;
        if (end <= now.Start.FloorHour() || until <= question.Before.Start.FloorHour())
        {
            spots.Add($"nothing is known of {question.Period.Name} yet");

            return null;
        }

        if (cut >= TimeSpan.FromHours(1))
        {
            spots.Add($"{question.Period.Name} is known until {Wording.Instant(end)}; later use is in no figure here");
        }

        return (new(question.Before.Start.FloorHour(), until), new(now.Start.FloorHour(), end));
    }

    private async Task<List<UsageSlice>> SlicesAsync(
        AccountOptions account, UtcRange range, ExplainQuestion question, SpendTraits traits, HashSet<string> premium, List<string> spots, CancellationToken cancellationToken)
    {
        var list = account.Provider == ProviderKind.OpenRouter
            ? (await ledger.PricesAsync(account.Name, range.End, cancellationToken)).Where(static price => price is { Route.Length: 0, Input: > 0, Output: > 0 }).GroupBy(static price => price.Model).ToDictionary(static group => group.Key, static group => group.First())
            : [];
        foreach (var price in list.Values.Where(price => options.Premium.IsPremiumPrice(price.Output)))
        {
            premium.Add(price.Model);
        }

        var slices = new List<UsageSlice>();
        bool unpriced = false;
        foreach (var bucket in await use.SumsAsync(account, range, question.Now, cancellationToken))
        {
            var row = new SpendRow(account, null, bucket.Series, new SpendFigures { Billed = bucket.Cost, Estimated = Usd.Zero });
            if (!traits.IsInside(row, question.Scope))
            {
                continue;
            }

            unpriced |= bucket.Cost is null;
            if (bucket.Cost is not null)
            {
                slices.Add(UseSlices.Of(bucket, traits.OwnerOf(row) ?? "") with { List = list.GetValueOrDefault(bucket.Series.Model) is { } price ? Price(price) : null });
            }
        }

        if (account.Provider == ProviderKind.OpenAI && slices.Count > 0)
        {
            Once(spots, $"{account.Name}: use at your own effective prices, because a bill knows neither hours nor requests");
        }

        if (unpriced)
        {
            Once(spots, $"{account.Name}: some use has no known price and is in no figure here");
        }

        return slices;
    }

    /// <summary>From where on each account is known in the earlier period, and says where that is not its beginning: before the first bucket ever nothing is known.</summary>
    private async Task<Dictionary<string, DateTimeOffset>> KnownAsync(ExplainQuestion question, UtcRange before, List<string> spots, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var account in question.Accounts)
        {
            var view = account.Provider == ProviderKind.OpenRouter ? UsageView.KeyModel : UsageView.Usage;
            var earlier = await ledger.SumAsync(account.Name, view, new(before.Start.AddDays(-31), before.Start), SeriesFilter.All, cancellationToken);
            if (earlier.Requests is not null || earlier.Cost is not null)
            {
                known[account.Name] = before.Start;

                continue;
            }

            await foreach (var first in ledger.BucketsAsync(account.Name, view, before, SeriesFilter.All, cancellationToken))
            {
                known[account.Name] = first.Start > before.Start ? first.Start.FloorHour() : before.Start;
                break;
            }
        }

        if (known.Count > 0 && known.MaxBy(static pair => pair.Value) is { Key: var name, Value: var from } && from > before.Start)
        {
            spots.Add($"{name}: {question.BeforeName} is known from {Wording.Instant(from)} on; earlier use is in no figure here");
        }

        return known;
    }

    private async Task<IReadOnlyList<(string, double, double)>> RoutesAsync(ExplainQuestion question, (UtcRange Before, UtcRange Now) compared, CancellationToken cancellationToken)
    {
        if (question.Scope.Parts.Keys.Any(static kind => kind is not ("provider" or "account" or "model")))
        {
            return [];
        }

        var before = await ByRouteAsync(question, compared.Before, cancellationToken);
        var now = await ByRouteAsync(question, compared.Now, cancellationToken);
        double was = before.Values.Sum();
        double total = now.Values.Sum();

        return was <= 0 || total <= 0 ? [] : [.. now.Keys.Union(before.Keys)
            .Select(route => (route, before.GetValueOrDefault(route) / was, now.GetValueOrDefault(route) / total))
            .OrderByDescending(static row => Math.Abs(row.Item3 - row.Item2)).ThenBy(static row => row.route, StringComparer.Ordinal)];
    }

    /// <summary>By whole days: shares of the days that the range touches.</summary>
    private async Task<Dictionary<string, double>> ByRouteAsync(ExplainQuestion question, UtcRange range, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var account in question.Accounts.Where(static account => account.Provider == ProviderKind.OpenRouter))
        {
            var query = new SpendQuery(account.Name, UsageView.ModelRoute, Times.Period.Whole(range), SpendDimension.Route, ByDay: false, new SeriesFilter { Model = question.Scope["model"] });
            foreach (var row in await ledger.SpendAsync(query, cancellationToken))
            {
                sums[row.Series.Route] = sums.GetValueOrDefault(row.Series.Route) + (row.Figures.Cost?.ToDouble() ?? 0);
            }
        }

        return sums;
    }

    private static IReadOnlyList<(string Key, Usd Usd)> Sums(List<UsageSlice> slices, Func<UsageSlice, string> key) => [.. slices.GroupBy(key, StringComparer.Ordinal)
        .Select(static group => (group.Key, Usd: group.Aggregate(Usd.Zero, static (sum, slice) => sum + slice.Cost)))
        .Where(static part => part.Usd > Usd.Zero)
        .OrderByDescending(static part => part.Usd.Nanos).ThenBy(static part => part.Key, StringComparer.Ordinal)];

    private static double? Share(List<UsageSlice> slices, HashSet<string> premium)
    {
        double all = slices.Sum(static slice => slice.Cost.ToDouble());

        return all > 0 && premium.Count > 0 ? slices.Where(slice => premium.Contains(slice.Model)).Sum(static slice => slice.Cost.ToDouble()) / all : null;
    }

    private static ListPrice Price(ModelPrice price) => new((double)price.Input!.Value * 1e6, (double)(price.CacheRead ?? (price.Input.Value / 10)) * 1e6, (double)price.Output!.Value * 1e6);

    private static void Once(List<string> spots, string text)
    {
        if (!spots.Contains(text))
        {
            spots.Add(text);
        }
    }
}
