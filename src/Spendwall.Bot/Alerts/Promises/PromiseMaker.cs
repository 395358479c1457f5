using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Promises;

/// <summary>
/// What a look at an account promises: its exhaustion, its keys' caps, and the end of its month and of its budgets' periods; once a UTC day,
/// and again with each alert that calls for action. Pure.
/// </summary>
internal static class PromiseMaker
{
    public static IReadOnlyList<Promise> Of(AccountOutlook outlook, IReadOnlyList<BudgetState> budgets, IReadOnlyList<EvaluatedIncident> evaluated)
    {
        // What is told while the account cannot be read is told as old.
        if (outlook.ObservedAt is null || outlook.Failing.Count > 0)
        {
            return [];
        }

        List<Promise> daily = [.. new[] { Exhaustion(outlook), MonthEnd(outlook) }.OfType<Promise>(), .. outlook.Caps.Select(cap => UsedUp(outlook, cap)).OfType<Promise>(), .. budgets.Select(state => BudgetEnd(outlook, state)).OfType<Promise>()];
        var alerts = evaluated
            .Where(static told => told.Reason is AlertReason.First or AlertReason.Worse && told.Incident.Kind == LowCreditRule.Kind)
            .SelectMany(told => daily.Where(promise => promise.Kind == PromiseKind.Exhaustion).Select(promise => Told(promise, told.Incident, outlook)));

        return [.. daily, .. alerts];
    }

    private static Promise? Exhaustion(AccountOutlook outlook)
    {
        if (outlook.Reservoir is not { Runway: RunwayForecast.Ends { P10: not null } runway, Mark: { } mark } reservoir)
        {
            return null;
        }

        var scope = Scope.Account(outlook.Account.Name);

        return new Promise
        {
            Key = Promise.DayKey(PromiseKind.Exhaustion, scope, null, outlook.Now),
            Kind = PromiseKind.Exhaustion,
            Account = outlook.Account.Name,
            Scope = scope,
            MadeAt = outlook.Now,
            AtP10 = outlook.Now + runway.P10,
            AtP50 = outlook.Now + runway.P50,
            AtP90 = outlook.Now + runway.P90,
            Target = mark.Spent + reservoir.Balance - (reservoir.Floor ?? Money.Usd.Zero),
            Spent = mark.Spent,
            CountedFrom = mark.CountedFrom,
            State = PromiseState.Open,
        };
    }

    /// <summary>A cap that its reset most probably saves promises nothing.</summary>
    private static Promise? UsedUp(AccountOutlook outlook, CapOutlook cap)
    {
        if (cap is not { Layer: CapTruth.Layer, Runway: RunwayForecast.Ends { P10: { } early } runway } || string.IsNullOrWhiteSpace(cap.Name) || !(Before(early) is { } first))
        {
            return null;
        }

        var scope = Scope.Account(outlook.Account.Name).With("key", cap.Name);

        return new Promise
        {
            Key = Promise.DayKey(PromiseKind.Cap, scope, cap.ResetsAt, outlook.Now),
            Kind = PromiseKind.Cap,
            Account = outlook.Account.Name,
            Scope = scope,
            MadeAt = outlook.Now,
            AtP10 = first,
            AtP50 = Before(runway.P50),
            AtP90 = Before(runway.P90),
            Target = cap.Limit,
            Spent = cap.Limit - cap.Remaining,
            PeriodEnd = cap.ResetsAt,
            State = PromiseState.Open,
        };

        DateTimeOffset? Before(TimeSpan? left) => outlook.Now + left is { } at && !(at >= cap.ResetsAt) ? at : null;
    }

    private static Promise? MonthEnd(AccountOutlook outlook) =>
        outlook.Meter is { MonthEnd: { } forecast, Month: var month } ? PeriodEnd(outlook, Scope.Account(outlook.Account.Name), month, forecast) : null;

    /// <summary>Of what bills tell apart, in however many accounts; what is known in part is nobody's forecast.</summary>
    private static Promise? BudgetEnd(AccountOutlook outlook, BudgetState state) =>
        state is { Forecast: { } forecast, Missing.Count: 0 } && state.Budget.Scope.Parts.Keys.All(PeriodTruth.Told.Contains) ? PeriodEnd(outlook, state.Budget.Scope, state.Period, forecast) : null;

    private static Promise PeriodEnd(AccountOutlook outlook, Scope scope, Money.UtcRange period, PeriodForecast forecast) => new()
    {
        Key = Promise.DayKey(PromiseKind.PeriodEnd, scope, period.End, outlook.Now),
        Kind = PromiseKind.PeriodEnd,
        Account = outlook.Account.Name,
        Scope = scope,
        MadeAt = outlook.Now,
        PeriodStart = period.Start,
        PeriodEnd = period.End,
        UsdP10 = forecast.P10,
        UsdP50 = forecast.P50,
        UsdP90 = forecast.P90,
        State = PromiseState.Open,
    };

    private static Promise Told(Promise promise, Incident incident, AccountOutlook outlook) => promise with
    {
        Key = Promise.AlertKey(promise.Kind, promise.Scope, incident.Id, incident.Level),
        Alert = incident.Id,
        Level = incident.Level,
        LeadUntil = outlook.Now + outlook.Account.LeadTime,
    };
}
