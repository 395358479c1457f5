using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>The prepaid side of an account: the provider's balance, or typed-in lots minus costs.</summary>
internal sealed class Reservoirs(ISpendLedger ledger)
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>A reading this much older than a week says nothing about a week ago.</summary>
    private static readonly TimeSpan WeekSlack = TimeSpan.FromDays(1);

    /// <param name="p99">The p99 request cost, from request records; null: there are none.</param>
    /// <returns>Null when the account is no reservoir, or nothing tells its balance.</returns>
    public async Task<ReservoirOutlook?> ReadAsync(
        AccountOptions account, SpendFacts? spend, IReadOnlyList<CapOutlook> caps, Usd? p99, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lots = await ledger.LotsAsync(account.Name, cancellationToken);

        return account.Provider == ProviderKind.OpenRouter
            ? await OpenRouterAsync(account, spend, lots, caps, p99, now, cancellationToken)
            : await OwnRecordAsync(account, spend, lots, caps, now, cancellationToken);
    }

    private async Task<ReservoirOutlook?> OpenRouterAsync(
        AccountOptions account, SpendFacts? spend, IReadOnlyList<CreditLot> lots, IReadOnlyList<CapOutlook> caps, Usd? p99, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await ledger.BalanceAsync(account.Name, now, cancellationToken) is not { } reading)
        {
            return null;
        }

        var opening = Usd.FromDollars(account.OpeningBalance ?? 0);
        var headroom = p99 is { } cost ? HeadroomFloor.FromRequests(cost, account.Concurrency) : HeadroomFloor.FromHours(spend?.Requests ?? [], account.Concurrency);
        var floor = headroom?.Floor ?? Usd.Zero;
        var balance = reading.Balance + opening;
        var expiries = LotStack.Expiries(LotStack.WithoutTwins(lots), balance, now);
        var runway = RunwayView.Estimate(balance, floor, spend, reading.ObservedAt, now, expiries);
        var before = await ledger.BalanceAsync(account.Name, now - Week, cancellationToken);
        var weekAgo = before is { } old && old.ObservedAt >= now - Week - WeekSlack
            ? RunwayView.AtPast(old.Balance + opening, floor, spend, now - Week)
            : null;

        return new(balance, headroom?.Floor, headroom?.Estimated ?? false, headroom?.LargestRequest, runway, weekAgo, RunwayView.ActBy(runway, now, account.LeadTime), RunwayView.Binding(runway, caps), OwnRecord: false)
        {
            Mark = new(reading.TotalUsage, null),
            Past = RunwayView.Past(balance, floor, spend, reading.ObservedAt, runway, now, expiries),
        };
    }

    /// <summary>R6: lots − costs since the first lot, estimates included.</summary>
    private async Task<ReservoirOutlook?> OwnRecordAsync(
        AccountOptions account, SpendFacts? spend, IReadOnlyList<CreditLot> lots, IReadOnlyList<CapOutlook> caps, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lots = [.. lots.Where(lot => lot.BoughtAt <= now)];
        if (lots.Count == 0)
        {
            return null;
        }

        var first = lots.Min(lot => lot.BoughtAt).FloorDay();
        if (await CostsAsync(account.Name, new(first, now.FloorDay().AddDays(1)), cancellationToken) is not { } spent)
        {
            if (spend is null)
            {
                return null;
            }

            spent = Usd.Zero;
        }

        foreach (var (day, part) in spend?.Days ?? SpendFacts.NoDays)
        {
            spent += day >= DateOnly.FromDateTime(first.UtcDateTime) ? part.Estimated : Usd.Zero;
        }

        var balance = LotStack.Balance(lots, spent, await ExpiredAsync(account.Name, lots, first, now, cancellationToken));
        var expiries = LotStack.Expiries(lots, balance, now);
        var runway = RunwayView.Estimate(balance, Usd.Zero, spend, now, now, expiries);

        return new(balance, null, false, null, runway, WeekAgo(lots, balance, spend, now), RunwayView.ActBy(runway, now, account.LeadTime), RunwayView.Binding(runway, caps), OwnRecord: true)
        {
            Mark = new(spent, first),
            Past = RunwayView.Past(balance, Usd.Zero, spend, now, runway, now, expiries),
        };
    }

    private async Task<Usd?> CostsAsync(string account, UtcRange days, CancellationToken cancellationToken) =>
        (await ledger.SumAsync(account, UsageView.Costs, days, SeriesFilter.All, cancellationToken)).Cost;

    /// <summary>What the lots that ended had left: all lots that had ended by then minus all costs by then, never less than before.</summary>
    private async Task<Usd> ExpiredAsync(string account, IReadOnlyList<CreditLot> lots, DateTimeOffset first, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var expired = Usd.Zero;
        foreach (var end in lots.Where(lot => lot.ExpiresAt <= now).Select(lot => lot.ExpiresAt!.Value).Distinct().Order())
        {
            var ended = lots.Where(lot => lot.ExpiresAt <= end).Aggregate(Usd.Zero, static (sum, lot) => sum + lot.Amount);
            var until = end.FloorDay();
            var spent = until > first ? await CostsAsync(account, new(first, until), cancellationToken) : null;
            expired = Usd.Max(expired, ended - (spent ?? Usd.Zero));
        }

        return expired;
    }

    private static RunwayForecast? WeekAgo(IReadOnlyList<CreditLot> lots, Usd balance, SpendFacts? spend, DateTimeOffset now)
    {
        var then = now.FloorHour() - Week;
        if (spend is null || lots.Min(lot => lot.BoughtAt) > then)
        {
            return null;
        }

        var range = new UtcRange(then, spend.History.End > then ? spend.History.End : then);
        var (usd, known) = spend.History.Sum(range);
        var bought = lots.Where(lot => lot.BoughtAt > then).Aggregate(Usd.Zero, static (sum, lot) => sum + lot.Amount);

        return known >= range.Length.TotalHours ? RunwayView.AtPast(balance + Usd.FromEstimate(usd) - bought, Usd.Zero, spend, then) : null;
    }
}
