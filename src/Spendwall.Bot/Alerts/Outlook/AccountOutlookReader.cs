using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Caps;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>Turns what the ledger holds of an account into what can be said about it now; asks roll-ups only.</summary>
/// <param name="requests">Null: no request records are kept.</param>
public sealed class AccountOutlookReader(ISpendLedger ledger, SpendwallOptions options, RequestStore? requests = null) : IAccountOutlooks
{
    /// <summary>Every account of the settings, in their order.</summary>
    public async Task<IReadOnlyList<AccountOutlook>> AllAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var outlooks = new List<AccountOutlook>();
        foreach (var account in options.Accounts)
        {
            outlooks.Add(await ReadAsync(account, now, cancellationToken));
        }

        return outlooks;
    }

    /// <summary>What is unknown is null in it; an account that was never read has an outlook too.</summary>
    public async Task<AccountOutlook> ReadAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        now = now.ToUniversalTime();
        bool router = account.Provider == ProviderKind.OpenRouter;
        var marks = await ledger.MarksAsync(account.Name, cancellationToken);
        var freshness = await Freshness.ReadAsync(ledger, account, marks, cancellationToken);
        var spend = await SpendAsync(account, now, marks, cancellationToken);
        var caps = await new CapRunways(ledger).ReadAsync(account.Name, spend, now, cancellationToken);
        var drains = new Drains(ledger);
        var meter = Meter(account, spend, now);
        var records = requests is null ? RequestOutlook.None : await RequestOutlook.ReadAsync(requests, account.Name, now, cancellationToken);
        var told = await ledger.BlindSpotsAsync(account.Name, cancellationToken);

        return new AccountOutlook
        {
            Account = account,
            Now = now,
            ObservedAt = freshness.ObservedAt,
            CoversUntil = spend?.AsOf,
            Failing = freshness.Failing,
            Refusals = records.Refusals,
            Reservoir = await new Reservoirs(ledger).ReadAsync(account, spend, caps, records.HighCost, now, cancellationToken),
            Caps = caps,
            OwnUse = spend is { Month: not null } ? OwnCounters.Of(await ledger.KeyCapsAsync(account.Name, cancellationToken)) : null,
            Meter = meter,
            Facts = spend,
            Burn = spend is null ? new(null, null, null, null, null) : BurnRateEstimator.Rates(spend.History, spend.AsOf, spend.Counter, spend.Partial),
            Models = await ModelsAsync(drains, account, now, cancellationToken),
            Routes = router ? await drains.ReadAsync(account.Name, UsageView.ModelRoute, SpendDimension.Route, now, cancellationToken) : [],
            BlindSpots = [.. freshness.BlindSpots(account, now), .. spend?.BlindSpots ?? [], .. MonthGap(spend, meter), .. told],
        };
    }

    /// <summary>The hours of spend that everything is told from, for a look back; empty when nothing is known.</summary>
    public async Task<SpendHistory> HistoryAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await SpendAsync(account, now.ToUniversalTime(), await ledger.MarksAsync(account.Name, cancellationToken), cancellationToken))?.History ?? SpendHistory.Empty;

    private Task<SpendFacts?> SpendAsync(AccountOptions account, DateTimeOffset now, IReadOnlyDictionary<string, DatasetMark> marks, CancellationToken cancellationToken) =>
        AccountFacts.ReadAsync(ledger, account, now, marks, cancellationToken);

    private static async Task<IReadOnlyList<Drain>> ModelsAsync(Drains drains, AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        UsageView[] views = account.Provider == ProviderKind.OpenRouter ? [UsageView.KeyModel] : [UsageView.CostEstimate, UsageView.Costs];
        foreach (var view in views)
        {
            var models = await drains.ReadAsync(account.Name, view, SpendDimension.Model, now, cancellationToken);
            if (models.Count > 0)
            {
                return models;
            }
        }

        return [];
    }

    private static IEnumerable<string> MonthGap(SpendFacts? spend, MeterOutlook? meter)
    {
        if (spend is { Month: null } && meter is not null && spend.Days.Keys.Min() is var first && first > DateOnly.FromDateTime(meter.Month.Start.UtcDateTime))
        {
            yield return $"Spend before {first:yyyy-MM-dd} is not known: the month's sum starts there.";
        }
    }

    private static MeterOutlook? Meter(AccountOptions account, SpendFacts? spend, DateTimeOffset now)
    {
        if (spend is null || spend.Days.Count == 0)
        {
            return null;
        }

        var month = new UtcRange(now.FloorMonth(), now.FloorMonth().AddMonths(1));
        var first = DateOnly.FromDateTime(month.Start.UtcDateTime);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var ofMonth = spend.Days.Where(day => day.Key >= first && day.Key <= today).Select(day => day.Value).ToList();
        var estimated = ofMonth.Aggregate(Usd.Zero, static (sum, day) => sum + day.Estimated);
        var toDate = spend.Month ?? ofMonth.Aggregate(estimated, static (sum, day) => sum + day.Billed);

        // A month of which no day is known yet has no sum, and a sum of nothing would be a zero.
        if (ofMonth.Count == 0 && spend.Month is null && spend.AsOf > month.Start)
        {
            return null;
        }

        var from = spend.AsOf > month.Start ? spend.AsOf : month.Start;

        return new(
            month, toDate, estimated, Day(today), Day(today.AddDays(-1)), Day(today.AddDays(-2)),
            MonthEndForecaster.Forecast(month, toDate, spend.History, from, spend.AsOf == from ? spend.Partial : null),
            account.MonthlyBudget is { } budget ? Usd.FromDollars(budget) : null);

        Usd? Day(DateOnly day) => spend.Days.GetValueOrDefault(day)?.Total;
    }
}
