using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>What one piece of work of a scope costs.</summary>
public interface IUnitCosts
{
    Task<UnitCost> OfAsync(Scope scope, UtcRange range, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <param name="PerRequest">USD; null: unknown.</param>
/// <param name="PerAccepted">USD for a result that was accepted; null: unknown, nobody tells which were.</param>
public sealed record UnitCost(Usd? PerRequest, Usd? PerAccepted);

/// <summary>By what providers report: requests, and not which of their results were of use.</summary>
internal sealed class ReportedUnitCosts(IScopeUse use) : IUnitCosts
{
    public async Task<UnitCost> OfAsync(Scope scope, UtcRange range, DateTimeOffset now, CancellationToken cancellationToken) =>
        new((await use.ReadAsync(scope, range, now, cancellationToken))?.PerRequest, null);
}
