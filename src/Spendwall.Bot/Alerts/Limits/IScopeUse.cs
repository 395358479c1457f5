using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>What a scope was used for in some whole hours.</summary>
public interface IScopeUse
{
    /// <returns>Null: nothing is known of these hours, which is not nothing used.</returns>
    Task<ScopeUse?> ReadAsync(Scope scope, UtcRange range, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <param name="Cost">At the organisation's own prices where nothing is billed by the hour.</param>
/// <param name="Requests">Null: not told.</param>
public sealed record ScopeUse(Usd Cost, long? Requests)
{
    /// <summary>Null: not known, or there was none.</summary>
    public Usd? PerRequest => Requests is { } count and > 0 ? new Usd(Cost.Nanos / count) : null;
}
