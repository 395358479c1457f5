using Spendwall.Bot.Governance;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>What someone asks for.</summary>
/// <param name="Budget">The one that it raises.</param>
/// <param name="Until">Null: until the budget's period ends.</param>
public sealed record ExceptionDraft(Budget Budget, Usd Amount, DateTimeOffset? Until, string Reason, string Evidence);
