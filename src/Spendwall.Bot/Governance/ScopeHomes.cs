using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Usage;

namespace Spendwall.Bot.Governance;

/// <summary>
/// The accounts that a scope lies in. <c>key:batch-7</c> names none, but the ledger has seen that key in one account: what is
/// said of the account holds for it too.
/// </summary>
public sealed class ScopeHomes(ISpendLedger ledger, SpendwallOptions options)
{
    private static readonly string[] Seen = ["project", "key", "model", "route", "endpoint"];

    private readonly KnownValues known = new(ledger);

    /// <summary>The scope with the provider of the account it names, so that what is said of the provider holds for it too.</summary>
    public Scope WithProvider(Scope scope) =>
        scope["provider"] is null && options.Accounts.FirstOrDefault(account => account.Name.Equals(scope["account"], StringComparison.OrdinalIgnoreCase)) is { } account
            ? scope.With("provider", account.Provider.ToString().ToLowerInvariant())
            : scope;

    /// <summary>The scope as it lies in each of its accounts; the scope alone when they are not known.</summary>
    public async Task<IReadOnlyList<Scope>> WholeAsync(Scope scope, CancellationToken cancellationToken)
    {
        if (scope["account"] is not null)
        {
            return [WithProvider(scope)];
        }

        var accounts = await AccountsAsync(scope, cancellationToken);

        return accounts.Count == 0 ? [scope] : [.. accounts.Select(account => WithProvider(scope.With("account", account.Name)))];
    }

    /// <summary>Where the ledger has seen everything that the scope names, in the order of the settings; empty: nowhere yet, or it names nothing that is seen.</summary>
    public async Task<IReadOnlyList<AccountOptions>> AccountsAsync(Scope scope, CancellationToken cancellationToken)
    {
        var named = Seen.Where(kind => scope[kind] is not null).ToList();
        var left = named.Count == 0 ? [] : options.Accounts.Where(account => MayHold(account, scope)).ToList();
        foreach (string kind in named)
        {
            var holders = (await known.OfAsync(kind, left, cancellationToken)).Where(value => value.Is(scope[kind]!)).Select(static value => value.Account).ToHashSet();
            left = left.Where(holders.Contains).ToList();
        }

        return left;
    }

    /// <summary>The accounts whose spend can lie in a scope, in the order of the settings: where it was seen, else all that it may speak of.</summary>
    public async Task<IReadOnlyList<AccountOptions>> HoldersAsync(Scope scope, CancellationToken cancellationToken) =>
        await AccountsAsync(scope, cancellationToken) is { Count: > 0 } seen ? seen : [.. options.Accounts.Where(account => MayHold(account, scope))];

    /// <summary>The account can hold something of it.</summary>
    public static bool MayHold(AccountOptions account, Scope scope) =>
        (scope["account"] is not { } name || name.Equals(account.Name, StringComparison.OrdinalIgnoreCase))
        && (scope["provider"] is not { } provider || provider.Equals(account.Provider.ToString(), StringComparison.OrdinalIgnoreCase));
}
