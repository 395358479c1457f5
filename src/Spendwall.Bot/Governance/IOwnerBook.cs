using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Governance;

/// <summary>Who answers for what: settings first (an account's <c>Owner</c>), then what was set by command, which wins.</summary>
public interface IOwnerBook
{
    /// <summary>Every ownership in force.</summary>
    Task<IReadOnlyList<Ownership>> AllAsync(CancellationToken cancellationToken);
}

/// <param name="Source">Who set it: <c>settings</c>, or an identity.</param>
public sealed record Ownership(Scope Scope, Principal Owner, DateTimeOffset Since, string Source);
