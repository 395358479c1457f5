using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Caps;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Providers.OpenAI;
using Spendwall.Bot.Signals.Nowcast;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>
/// Reads an account's total view: OpenRouter's key × model (or an inference key's own use), OpenAI's costs with the
/// estimate of open days. Routes come from their own breakdown of the same money and are never added to it.
/// </summary>
public sealed class AccountSpendReader(ISpendLedger ledger)
{
    private const SpendDimension Counted = SpendDimension.Project | SpendDimension.Key | SpendDimension.Model;

    public async Task<AccountSpend> ReadAsync(SpendReading reading, CancellationToken cancellationToken)
    {
        if (reading.Account.Provider == ProviderKind.OpenAI)
        {
            return await BilledAsync(reading, cancellationToken);
        }

        if (reading.By.HasFlag(SpendDimension.Route))
        {
            return await ChargedAsync(reading, UsageView.ModelRoute, cancellationToken);
        }

        var all = await ChargedAsync(reading, UsageView.KeyModel, cancellationToken);
        if (all.Rows.Count > 0)
        {
            return all;
        }

        var own = await OwnAsync(reading with { Filter = reading.Filter with { Model = null } }, cancellationToken);

        return own.Rows.Count > 0 ? own : all;
    }

    /// <summary>One key's own use: the days that were read, and the rest of this week or month from its counters.</summary>
    private async Task<AccountSpend> OwnAsync(SpendReading reading, CancellationToken cancellationToken)
    {
        var own = await ChargedAsync(reading, UsageView.OwnKey, cancellationToken);
        if (own.Rows.Count == 0
            || OwnCounters.Of(await ledger.KeyCapsAsync(reading.Account.Name, cancellationToken)) is not { } counters
            || counters.ObservedAt < reading.Days.Start || counters.ObservedAt >= reading.Days.End
            || counters.Since(reading.Days.Start) is not { } counted)
        {
            return own;
        }

        var known = own.Rows.Aggregate(Usd.Zero, static (sum, row) => sum + (row.Figures.Billed ?? Usd.Zero));
        var before = new SpendRow(reading.Account, null, own.Rows[0].Series, new SpendFigures { Billed = counted - known, Estimated = Usd.Zero });

        return own with { Rows = counted > known ? [.. own.Rows, before] : own.Rows, IsWhole = true };
    }

    private async Task<AccountSpend> ChargedAsync(SpendReading reading, UsageView view, CancellationToken cancellationToken)
    {
        var sums = await SumsAsync(reading, view, reading.Days, reading.By, reading.ByDay, cancellationToken);
        var rows = sums.Select(sum => new SpendRow(reading.Account, sum.Day, sum.Series, Figures(sum.Figures) with { Billed = sum.Figures.Cost, Estimated = sum.Figures.Cost is null ? null : Usd.Zero })).ToList();

        return new(rows, view, null, false);
    }

    private async Task<AccountSpend> BilledAsync(SpendReading reading, CancellationToken cancellationToken)
    {
        // A bill names the model inside the line item only.
        bool needsModel = reading.By.HasFlag(SpendDimension.Model);
        var by = needsModel ? reading.By | SpendDimension.Endpoint : reading.By;
        bool keepsLine = reading.By.HasFlag(SpendDimension.Endpoint);
        reading = reading with { Filter = reading.Filter with { Model = null, Endpoint = null, Route = null } };

        var open = OpenDays.Of(reading.Days, reading.Now, reading.Age.BilledUntil);
        var closed = new UtcRange(reading.Days.Start, open?.Start ?? reading.Days.End);
        var costs = new List<SpendSum>();
        if (closed.Length > TimeSpan.Zero)
        {
            costs.AddRange(await SumsAsync(reading, UsageView.Costs, closed, by, reading.ByDay, cancellationToken));
        }

        var estimates = new List<SpendSum>();
        if (open is { } range)
        {
            costs.AddRange(await SumsAsync(reading, UsageView.Costs, range, by, byDay: true, cancellationToken));
            estimates.AddRange(await SumsAsync(reading, UsageView.CostEstimate, range, by & Counted, byDay: true, cancellationToken));
        }

        costs = costs.ConvertAll(sum => sum with { Series = needsModel ? WithModel(sum.Series, keepsLine) : sum.Series });
        var families = costs.Select(static sum => sum.Series.Model).ToHashSet(StringComparer.OrdinalIgnoreCase);
        estimates = estimates.ConvertAll(sum => sum with { Series = InFamily(sum.Series, families) });
        bool unestimated = open is { } unbilled && estimates.Count == 0 && !await IsUnusedAsync(reading, unbilled, cancellationToken);

        var rows = costs.Where(static sum => sum.Figures.Cost is not null)
            .Select(sum => Row(reading, sum.Day, sum.Series, new SpendFigures { Billed = sum.Figures.Cost, Estimated = unestimated ? null : Usd.Zero }))
            .ToList();
        rows.AddRange(Remainders(reading, costs, estimates));
        rows.AddRange(await CountsAsync(reading, by, families, cancellationToken));

        return new(rows, UsageView.Costs, open, unestimated);
    }

    /// <summary>Usage was read into these days and there was none: nothing is there to estimate.</summary>
    private async Task<bool> IsUnusedAsync(SpendReading reading, UtcRange days, CancellationToken cancellationToken) =>
        reading.Age.UsageUntil > days.Start
        && (await ledger.SumAsync(reading.Account.Name, UsageView.Usage, days, SeriesFilter.All, cancellationToken)).Requests is null;

    private static IEnumerable<SpendRow> Remainders(SpendReading reading, List<SpendSum> costs, List<SpendSum> estimates) =>
        estimates.Where(sum => sum.Day is { } day && !(OpenDays.IsOverdue(day, reading.Now) && costs.Any(cost => cost.Day == day)))
            .GroupBy(static sum => sum.Day)
            .SelectMany(day => EstimateRemainder.Of(Costs(costs.Where(sum => sum.Day == day.Key)), Costs(day))
            .Select(part => Row(reading, day.Key, part.Series, new SpendFigures { Estimated = part.Estimated })));

    /// <summary>Requests and tokens, where the usage reports can be told apart as asked.</summary>
    private async Task<IEnumerable<SpendRow>> CountsAsync(SpendReading reading, SpendDimension by, HashSet<string> families, CancellationToken cancellationToken)
    {
        if (reading.By.HasFlag(SpendDimension.Endpoint) || reading.By.HasFlag(SpendDimension.Route))
        {
            return [];
        }

        var sums = await SumsAsync(reading, UsageView.Usage, reading.Days, by & Counted, reading.ByDay, cancellationToken);

        return sums.Select(sum => Row(reading, sum.Day, InFamily(sum.Series, families), Figures(sum.Figures) with { Byok = null }));
    }

    private Task<IReadOnlyList<SpendSum>> SumsAsync(SpendReading reading, UsageView view, UtcRange days, SpendDimension by, bool byDay, CancellationToken cancellationToken) =>
        ledger.SpendAsync(new SpendQuery(reading.Account.Name, view, days, by, byDay, reading.Filter), cancellationToken);

    private static SpendRow Row(SpendReading reading, DateOnly? day, UsageSeries series, SpendFigures figures) =>
        new(reading.Account, reading.ByDay ? day : null, series, figures);

    private static List<(UsageSeries, Usd)> Costs(IEnumerable<SpendSum> sums) =>
        sums.Where(static sum => sum.Figures.Cost is not null).Select(static sum => (sum.Series with { Endpoint = "" }, sum.Figures.Cost!.Value)).ToList();

    private static UsageSeries WithModel(UsageSeries series, bool keepsLine) => series with
    {
        Model = ModelOf(series),
        Endpoint = keepsLine ? series.Endpoint : "",
    };

    private static UsageSeries InFamily(UsageSeries series, HashSet<string> families) =>
        !families.Contains(series.Model) && families.Contains(ModelNames.Family(series.Model)) ? series with { Model = ModelNames.Family(series.Model) } : series;

    /// <summary>A line that names no model is shown as it is.</summary>
    private static string ModelOf(UsageSeries series) => LineItem.ModelOf(series) is { Length: > 0 } model ? model : series.Endpoint;

    private static SpendFigures Figures(UsageFigures figures) => new()
    {
        Byok = figures.ByokCost,
        Requests = figures.Requests,
        InputTokens = figures.InputTokens,
        OutputTokens = figures.OutputTokens,
    };
}
