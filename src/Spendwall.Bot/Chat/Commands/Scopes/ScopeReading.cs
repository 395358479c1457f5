using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands.Scopes;

/// <summary>What the words of a command speak of.</summary>
public abstract record ScopeReading
{
    private ScopeReading()
    {
    }

    /// <param name="Accounts">The accounts whose spend can be inside it, in the order of the settings.</param>
    public sealed record Found(Scope Scope, IReadOnlyList<AccountOptions> Accounts) : ScopeReading;

    public sealed record Refused(CommandAnswer.Refused Answer) : ScopeReading;
}
