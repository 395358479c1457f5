namespace Spendwall.Bot.Ledger.Owners;

/// <param name="Owner">The principal's name.</param>
/// <param name="Source">The identity that set it.</param>
public sealed record OwnerEntry(Scope Scope, string Owner, DateTimeOffset Since, string Source)
{
    /// <summary>Null: no lease.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Another principal's name.</summary>
    public string? EscalateTo { get; init; }

    /// <summary>As the settings write them.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];
}

/// <param name="Kind"><c>User</c>, <c>Group</c> or <c>Role</c>.</param>
/// <param name="Identities">Platform to native id.</param>
public sealed record PrincipalEntry(string Name, string Kind, IReadOnlyDictionary<string, string> Identities);

/// <summary>Everybody that is known: names with their ids, and which ids of different platforms are one person.</summary>
/// <param name="Links">Identity, such as <c>slack:U123</c>, to the person's number.</param>
public sealed record PeopleEntries(IReadOnlyList<PrincipalEntry> Principals, IReadOnlyDictionary<string, string> Links);

/// <summary>A platform id already belongs to another name.</summary>
public sealed class IdentityTakenException(string message) : Exception(message);
