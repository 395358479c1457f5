using Spendwall.Bot.Chat.Commands.Events;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Confirming;

/// <summary>What is to be asked back about an event that allows very much. Pure.</summary>
internal static class LargeEvent
{
    /// <returns>Null: nothing.</returns>
    public static ChangeQuestion? Question(SpendEvent draft, LimitOptions limits)
    {
        // With both bounds both hold: the cap alone says how much it can be.
        bool isLarge = draft.Cap is { } cap ? cap.Dollars > limits.ConfirmUsd : draft.Factor > (double)limits.ConfirmTimes;

        return isLarge || (draft.Factor > (double)limits.ConfirmTimes && draft.IsWindow)
            ? new(
                $"Let {draft.Scope} cost {EventText.Bound(draft)} until {Wording.Instant(draft.Until)}",
                ["No rise inside that calls anyone."],
                "")
            : null;
    }
}
