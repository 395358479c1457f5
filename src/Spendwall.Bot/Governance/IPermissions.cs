using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Governance;

/// <summary>May this actor do that to this scope? Fails closed.</summary>
public interface IPermissions
{
    Task<PermissionDecision> DecideAsync(Actor actor, AccessLevel needed, Scope scope, CancellationToken cancellationToken);
}

/// <summary>The rungs, each holding the ones before it.</summary>
public enum AccessLevel
{
    View,

    /// <summary>Acknowledge, snooze, explain.</summary>
    Operate,

    /// <summary>Set owners, budgets and lots of the scope.</summary>
    Own,

    Admin,
}

/// <param name="Identity"><c>terminal:dana</c>, <c>slack:U123</c> …</param>
/// <param name="Groups">Identities of the groups and roles the actor is in.</param>
/// <param name="LocalAdmin">Someone at the machine itself: who can read the database is trusted.</param>
/// <param name="Channel">Where it was asked, as a channel's text.</param>
public sealed record Actor(string Identity, IReadOnlyList<string> Groups, bool LocalAdmin, string Channel)
{
    /// <summary>What the platform calls them, such as <c>@dana</c>: shown when the owners know no name. Null: not told.</summary>
    public string? Name { get; init; }

    /// <summary>The address of the message that they acted on; null: the platform does not tell.</summary>
    public string? Message { get; init; }
}

/// <param name="Reason">For a refusal: what is missing and who can do it.</param>
public sealed record PermissionDecision(bool Allowed, string Reason)
{
    /// <summary>The highest rung that the actor holds for the scope.</summary>
    public AccessLevel Level { get; init; }

    /// <summary>The largest exception that was granted to be approved with it; null: none was told, or the right is no grant.</summary>
    public Usd? Limit { get; init; }
}
