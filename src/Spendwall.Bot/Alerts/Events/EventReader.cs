using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>Reads and measures the events and results that an account's evaluation has to reckon with.</summary>
public sealed class EventReader(EventStore store, IEventMeter meter, ResultReader results)
{
    /// <summary>An event that ended can have explained what is still open.</summary>
    private static readonly TimeSpan Back = EventBook.Longest;

    /// <summary>More than these, the newest, are not measured at a time: what they would explain is told.</summary>
    private const int Most = 32;

    /// <summary>Whatever a budget's incident holds, what this does not call is not called.</summary>
    private static readonly Held All = new(AlertLevel.Exhausted, int.MaxValue, DateTimeOffset.MinValue);

    public async Task<EventView> ReadAsync(AccountOutlook outlook, IReadOnlyList<BudgetState> budgets, CancellationToken cancellationToken) =>
        await EventsAsync(outlook, budgets, cancellationToken) with
        {
            OfAnomalies = await results.OfAnomaliesAsync(outlook, cancellationToken),
            OfDrop = await results.OfDropAsync(outlook, cancellationToken),
        };

    private async Task<EventView> EventsAsync(AccountOutlook outlook, IReadOnlyList<BudgetState> budgets, CancellationToken cancellationToken)
    {
        var events = (await store.SinceAsync(outlook.Now - Back, cancellationToken))
            .Where(happening => happening.From <= outlook.Now && ScopeHomes.MayHold(outlook.Account, happening.Scope))
            .ToList();
        if (events.Count == 0)
        {
            return EventView.None;
        }

        IReadOnlyList<AnomalySignal> open = [.. outlook.Anomalies?.All ?? [], .. RunwayDropRule.Rise(outlook) is { } rise ? [rise] : Array.Empty<AnomalySignal>()];
        var forSpend = await MeasureAsync(events.Where(happening => open.Any(signal => happening.Covers(signal.Since))), outlook, within: null, cancellationToken);
        var forBudgets = new Dictionary<Scope, IReadOnlyList<MeteredEvent>>();
        foreach (var state in budgets.Where(state => state.Budget.Scope.Parts.Keys.All(EventBook.ScopeKinds.Contains) && BudgetRule.Judge(state, All, outlook.Now) is Finding.Holds { Condition.Level: > AlertLevel.Information }))
        {
            var inPeriod = events.Where(happening => happening.From < state.Period.End && happening.Until > state.Period.Start && EventScope.CanMeet(happening.Scope, state.Budget.Scope));
            forBudgets[state.Budget.Scope] = await MeasureAsync(inPeriod, outlook, state.Budget.Scope, cancellationToken);
        }

        return new(forSpend, forBudgets);
    }

    private async Task<IReadOnlyList<MeteredEvent>> MeasureAsync(IEnumerable<SpendEvent> events, AccountOutlook outlook, Scope? within, CancellationToken cancellationToken)
    {
        var measured = new List<MeteredEvent>();
        foreach (var happening in events.Take(Most))
        {
            measured.Add(await meter.MeasureAsync(happening, outlook.Account, within, outlook.Now, cancellationToken));
        }

        return measured;
    }
}
