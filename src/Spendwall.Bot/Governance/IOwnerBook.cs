using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Governance;

/// <summary>Who answers for what: settings first (an account's <c>Owner</c>), then what was set by command, which wins.</summary>
public interface IOwnerBook
{
    /// <summary>Every ownership in force.</summary>
    Task<IReadOnlyList<Ownership>> AllAsync(CancellationToken cancellationToken);
}

/// <param name="Source">Who set it: <c>settings</c>, or an identity.</param>
public sealed record Ownership(Scope Scope, Principal Owner, DateTimeOffset Since, string Source)
{
    /// <summary>Until when it was agreed; after that it stays with its holder and is stale. Null: no lease, as in the settings.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Who is called when the owner does not act; null: nobody was named.</summary>
    public Principal? EscalateTo { get; init; }

    /// <summary>Where the owner wants to be told, as the settings write channels; empty: where the accounts are told of.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    public bool IsStale(DateTimeOffset now) => LeaseUntil <= now;
}
