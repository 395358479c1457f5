namespace Spendwall.Bot.Host.Backtest.Replays;

/// <summary>What is asked of a past.</summary>
/// <param name="Credits">USD bought at a time, again whenever they are gone; null: seven average days.</param>
/// <param name="Lead">How long it takes to buy credits; null: nothing is bought, the past is a meter's.</param>
/// <param name="Budget">USD a calendar month; null: none.</param>
internal sealed record ReplayPlan(double? Credits, TimeSpan? Lead, double? Budget);
