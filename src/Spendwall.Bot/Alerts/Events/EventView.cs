using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>The events and accepted results that one evaluation has to reckon with, measured. Credits that run out are explained by nothing. Pure.</summary>
/// <param name="ForSpend">For what is unusual about the account's spend.</param>
/// <param name="ForBudgets">By the budget's scope, each measured inside it.</param>
public sealed record EventView(IReadOnlyList<MeteredEvent> ForSpend, IReadOnlyDictionary<Scope, IReadOnlyList<MeteredEvent>> ForBudgets)
{
    public static readonly EventView None = new([], new Dictionary<Scope, IReadOnlyList<MeteredEvent>>());

    /// <summary>What the unusual spend of the account brought; null: not known, or nothing is unusual.</summary>
    public RiseResults? OfAnomalies { get; init; }

    /// <summary>What the burn brought that made a runway fall; null: not known, or none fell.</summary>
    public RiseResults? OfDrop { get; init; }

    /// <summary>Says of a finding what the events say of it, and what its results say where no event explains or forbids it.</summary>
    /// <param name="before">What was found the last time; null: nothing was open.</param>
    public Finding Apply(Finding finding, AccountOutlook outlook, IReadOnlyList<BudgetState> budgets, Condition? before)
    {
        if (finding is not Finding.Holds { Condition: { Level: >= AlertLevel.Notice } condition })
        {
            return finding;
        }

        var note = condition.Kind switch
        {
            AnomalyRule.Kind when outlook.Anomalies is { } anomalies => EventMatcher.Match(anomalies.All, ForSpend),
            RunwayDropRule.Kind when RunwayDropRule.Rise(outlook) is { } rise => EventMatcher.Match([rise], ForSpend),
            BudgetRule.Kind when budgets.FirstOrDefault(state => BudgetRule.Fingerprint(state) == condition.Fingerprint) is { } state
                => BudgetEvents.Match(state, ForBudgets.GetValueOrDefault(state.Budget.Scope, []), outlook.Now),
            _ => null,
        };

        // What was told once is not taken back by the same events: a rise that wavers about their bound would call again and again.
        if (note is { Explains: true } && before?.Event is { Explains: false } told && note.Events.All(told.Events.Contains))
        {
            note = told;
        }

        // A bound that somebody set is kept whatever the results.
        if (note is null or { Explains: false, Exceeded: false })
        {
            note = Results(condition, outlook, before?.Event) ?? note;
        }

        return note is null ? finding : new Finding.Holds(condition with { Event = note });
    }

    private EventNote? Results(Condition condition, AccountOutlook outlook, EventNote? before) => condition.Kind switch
    {
        AnomalyRule.Kind => RiseResults.Note(OfAnomalies, stands: outlook.Anomalies?.Routes.Any(static signal => RouteText.Level(signal) >= AlertLevel.Notice) == true, before),
        RunwayDropRule.Kind => RiseResults.Note(OfDrop, stands: false, before),
        _ => null,
    };
}
