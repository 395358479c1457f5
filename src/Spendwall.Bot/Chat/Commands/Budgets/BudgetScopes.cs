using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands.Budgets;

/// <summary>The scope that a budget command means.</summary>
internal sealed class BudgetScopes(IScopeResolver scopes, IPermissions permissions)
{
    /// <summary>The scope that a change is about, if the caller may change it.</summary>
    public async Task<(CommandAnswer? Refused, Scope? Scope)> OwnAsync(CommandRequest request, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var (refused, scope) = await FindAsync(words, cancellationToken);
        if (scope is null)
        {
            return (refused, null);
        }

        var decision = await permissions.DecideAsync(request.Caller.Actor, AccessLevel.Own, scope, cancellationToken);

        return decision.Allowed ? (null, scope) : (new CommandAnswer.Refused("permission", decision.Reason, "Ask one of them."), null);
    }

    public async Task<(CommandAnswer? Refused, Scope? Scope)> FindAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var resolved = words.Count == 0
            ? new ScopeResolution.Refused("usage", "Say of what: an account, provider, project, key or model.", "Such as /budget set openai-acme 2000/month owner:@dana.")
            : await scopes.ResolveAsync(words, cancellationToken);

        return resolved switch
        {
            ScopeResolution.Found found => (null, found.Scope),
            ScopeResolution.Refused refused => (new CommandAnswer.Refused(refused.Kind, refused.Message, refused.Fix), null),
            _ => throw new InvalidOperationException("A scope is found or refused."),
        };
    }
}
