using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>Why something is said.</summary>
public enum AlertReason
{
    /// <summary>Nothing is said; the skip says why.</summary>
    None,

    First,

    /// <summary>More severe, or worse than a snooze allowed.</summary>
    Worse,

    /// <summary>Nobody acted for as long as the cadence allows.</summary>
    StillTrue,

    /// <summary>Nobody acted for as long as the rung had: the next one is called.</summary>
    Escalated,

    /// <summary>Whoever acknowledged it is told once that it is not over.</summary>
    Reminded,

    /// <summary>An event, or what it brought, explains it: posted without calling anyone.</summary>
    Explained,

    Recovered,
}

/// <summary>What becomes of one incident in one evaluation.</summary>
/// <param name="After">The incident from now on; null: there is none.</param>
/// <param name="Skip">
/// With <see cref="AlertReason.None"/> and something wrong always: a word and a sentence for the record. With another
/// reason: what was left out beside it.
/// </param>
/// <param name="Eased">The level fell, but not to the end.</param>
/// <param name="Refresh">The root message's figures are old enough to be replaced without a word.</param>
public sealed record AlertDecision(AlertReason Reason, Incident? After, AlertSkip? Skip = null, bool Eased = false, bool Refresh = false);

/// <param name="Reason">For machines.</param>
/// <param name="Text">For people.</param>
public sealed record AlertSkip(string Reason, string Text);
