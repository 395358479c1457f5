using Spendwall.Bot.Signals.Grading;

namespace Spendwall.Bot.Alerts.Promises;

/// <summary>How the bot's own forecasts and alarms did.</summary>
/// <param name="Runway">In hours.</param>
/// <param name="Caps">Of keys; in hours.</param>
/// <param name="PeriodEnd">In USD.</param>
/// <param name="Lead">Of critical alerts about credits that run out.</param>
/// <param name="Alarms">By kind, the most told first.</param>
/// <param name="Since">The first promise; null: none was made.</param>
public sealed record ForecastScore(PromiseGrade Runway, PromiseGrade Caps, PromiseGrade PeriodEnd, LeadGrade Lead, IReadOnlyList<AlarmGrade> Alarms, DateTimeOffset? Since);

/// <param name="ToppedUp">Graded ones with a purchase in between: the money that was there was followed.</param>
/// <param name="Open">Not decided yet.</param>
/// <param name="Void">In no grade.</param>
public sealed record PromiseGrade(ForecastGrade Grade, int ToppedUp, int Open, int Void);
