namespace Spendwall.Bot.Governance;

/// <summary>What is told of an ownership beside the owner; null: as it was, or as usual.</summary>
public sealed record OwnerTerms
{
    public static readonly OwnerTerms None = new();

    public DateTimeOffset? LeaseUntil { get; init; }

    public PrincipalText? EscalateTo { get; init; }

    /// <summary>Empty: none of its own any more.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>For the history.</summary>
    public string? Reason { get; init; }
}
