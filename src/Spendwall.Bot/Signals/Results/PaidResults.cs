using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Results;

/// <summary>What was charged in a time, and what is known of what it brought.</summary>
/// <param name="Cost">USD; null: not all of it has a price.</param>
/// <param name="Charged">Requests by the provider's count; null: not told.</param>
/// <param name="Recorded">Requests that records tell of.</param>
/// <param name="Accepted">Results that somebody marked as of use.</param>
/// <param name="Rejected">Results that somebody marked as of no use.</param>
public readonly record struct PaidResults(Usd? Cost, long? Charged, long Recorded, long Accepted, long Rejected);
