using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Reconciliation;

/// <summary>One record, or one that is on both sides, with its class.</summary>
public sealed record ReconciledRow(RecordClass Class, LocalRequest? Local, ChargedRequest? Charged)
{
    public string Id => Local?.Id ?? Charged!.Id;

    public DateTimeOffset At => Local?.At ?? Charged!.At;

    public string Model => Charged is { Model.Length: > 0 } ? Charged.Model : Local?.Model ?? "";

    /// <summary>What our side says was spent; nothing where it does not say.</summary>
    public Usd LocalCost => Local?.Cost ?? Usd.Zero;

    /// <summary>
    /// What the provider charged. A pending record, and one whose cost the provider does not tell, counts with our figure;
    /// a duplicate and one that the provider does not know with nothing.
    /// </summary>
    public Usd ChargedCost => Class is RecordClass.Pending ? LocalCost
        : Class is RecordClass.Duplicate or RecordClass.MissingThere or RecordClass.NotCharged ? Usd.Zero
        : Charged?.Cost ?? LocalCost;

    /// <summary>What has to be added to our figure to come to the provider's.</summary>
    public Usd Difference => ChargedCost - LocalCost;
}
