using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>What had been spent all told when a balance was told, by the count that the balance comes from.</summary>
/// <param name="CountedFrom">The first day of our own count; null: it is the provider's counter.</param>
public sealed record SpendMark(Usd Spent, DateTimeOffset? CountedFrom);
