using System.Globalization;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Alerts.Reconciliation;

/// <summary>Each class of records in words, with its likely reason.</summary>
public static class ReconcileWords
{
    public static string Name(RecordClass recordClass) => recordClass switch
    {
        RecordClass.Matched => "matched",
        RecordClass.Pending => "pending",
        RecordClass.MissingHere => "missing here",
        RecordClass.MissingThere => "missing there",
        RecordClass.PriceMismatch => "price mismatch",
        RecordClass.TokenMismatch => "token mismatch",
        RecordClass.Duplicate => "duplicate",
        RecordClass.Cached => "cached",
        RecordClass.FailedButCharged => "failed but charged",
        _ => "failed, not charged",
    };

    public static string Reason(RecordClass recordClass) => recordClass switch
    {
        RecordClass.Matched => "both sides tell the same",
        RecordClass.Pending => "too young for the provider's records: ask again in a while",
        RecordClass.MissingHere => "charged, and nobody told: a key without ingest, a lost delivery, or a sampling rate below 1",
        RecordClass.MissingThere => "told here, unknown there: another account's key, a call that broke off before the provider, or an id of the caller's own",
        RecordClass.PriceMismatch => "same tokens, another cost: a price that changed, a dearer route, or a price list of ours that is old",
        RecordClass.TokenMismatch => "other tokens: reasoning that the caller does not count, or a tokenizer that is not the provider's",
        RecordClass.Duplicate => "told more than once and charged once: a repeated delivery under another id, or attempts that cost nothing",
        RecordClass.Cached => "answered from the response cache at no cost",
        RecordClass.FailedButCharged => "it failed after the provider had begun: tokens until then are charged",
        _ => "it failed before anything was used",
    };

    public static string Move(PriceMove move) => move.Price switch
    {
        MovedPrice.Every => $"{move.Model}: every price × {move.Value.ToString("0.###", CultureInfo.InvariantCulture)}",
        MovedPrice.Unclear => $"{move.Model}: no single price explains it",
        _ => $"{move.Model}: the price of {(move.Price == MovedPrice.Output ? "output" : move.Price == MovedPrice.Input ? "input" : "cached input")} is {(move.Value > 0 ? "higher" : "lower")} by ${Math.Abs(move.Value).ToString("0.####", CultureInfo.InvariantCulture)} per million tokens",
    };
}
