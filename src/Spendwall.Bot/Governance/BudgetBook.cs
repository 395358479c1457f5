using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Owners;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Governance;

/// <summary>Spend limits from the settings (<c>MonthlyBudget</c>) and from commands; for one scope and period the command wins.</summary>
public sealed class BudgetBook(BudgetStore store, OwnerBook owners, SpendwallOptions options)
{
    public async Task<IReadOnlyList<Budget>> AllAsync(CancellationToken cancellationToken)
    {
        var set = (await store.AllAsync(cancellationToken)).Select(static entry => Of(entry)).ToList();
        var configured = options.Accounts
            .Where(static account => account.MonthlyBudget is not null)
            .Select(static account => new Budget(
                Scope.Account(account.Name), Usd.FromDollars(account.MonthlyBudget!.Value), BudgetPeriod.Month, DateTimeOffset.UnixEpoch, OwnerBook.FromSettings))
            .Where(budget => !set.Exists(other => other.IsSame(budget)));

        return [.. configured, .. set];
    }

    /// <summary>The one that a new limit replaces; null: it is the first of its scope and period.</summary>
    public async Task<Budget?> FindAsync(Scope scope, BudgetPeriod period, CancellationToken cancellationToken) =>
        (await AllAsync(cancellationToken)).FirstOrDefault(budget => budget.Scope.Equals(scope) && budget.Period == period);

    /// <summary>Sets a limit. Without <paramref name="who"/> the scope must have an owner already, its own or a wider scope's.</summary>
    public async Task<ChangeOutcome<Budget>> SetAsync(Budget budget, PrincipalText? who, Actor actor, CancellationToken cancellationToken)
    {
        var before = (await AllAsync(cancellationToken)).FirstOrDefault(other => other.IsSame(budget));
        var owner = await owners.FindAsync(budget.Scope, cancellationToken);
        var named = who is null ? null : await owners.ResolveAsync(who, cancellationToken);
        if (named is null && owner is null)
        {
            return new ChangeOutcome<Budget>.Refused(
                "owner",
                $"{budget.Scope} has no owner, and a limit that nobody answers for would warn nobody.",
                "Name one with owner:@name, or first with /owner set.");
        }

        if (who is not null && await owners.IdRefusalAsync(who, actor, cancellationToken) is { } untied)
        {
            return new ChangeOutcome<Budget>.Refused(untied.Kind, untied.Message, untied.Fix);
        }

        var audit = new List<AuditEntry>
        {
            new(actor.Identity, actor.Channel, "budget.set", budget.Scope.Text, before is null ? null : GovernanceJson.Of(before), GovernanceJson.Of(budget)),
        };
        (OwnerEntry, PrincipalEntry)? ownership = null;
        if (named is not null && (owner is null || !Holds(owner.Owner, named)))
        {
            var after = new Ownership(budget.Scope, named, budget.Since, actor.Identity) { LeaseUntil = budget.Since + OwnerBook.Lease };
            ownership = (OwnerBook.ToEntry(after), OwnerBook.ToEntry(named));
            audit.Insert(0, OwnerBook.SetEntry(after, owner is { InheritedFrom: null } ? owner.Ownership : null, actor));
        }

        try
        {
            await store.SetAsync(ToEntry(budget), ownership, audit, cancellationToken);
        }
        catch (IdentityTakenException taken)
        {
            return new ChangeOutcome<Budget>.Refused("conflict", taken.Message, "Name the owner it belongs to, or give another id.");
        }

        return new ChangeOutcome<Budget>.Done(budget);
    }

    /// <param name="period">Null: every period of the scope.</param>
    public async Task<ChangeOutcome<int>> ClearAsync(Scope scope, BudgetPeriod? period, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = (await AllAsync(cancellationToken)).Where(budget => budget.Scope.Equals(scope) && (period is null || budget.Period == period)).ToList();
        if (before.Count == 0)
        {
            return new ChangeOutcome<int>.Refused("unknown", $"{scope} has no {(period is { } one ? Word(one) : "")} budget.".Replace("  ", " ", StringComparison.Ordinal), "/budget list shows what has.");
        }

        if (before.TrueForAll(static budget => budget.Source == OwnerBook.FromSettings))
        {
            return new ChangeOutcome<int>.Refused(
                "conflict", $"The budget of {scope} is in the settings.", "Change the account's MonthlyBudget there, or set another with /budget set.");
        }

        string was = "[" + string.Join(',', before.Select(GovernanceJson.Of)) + "]";
        var audit = new AuditEntry(actor.Identity, actor.Channel, "budget.clear", scope.Text, was, null);

        return new ChangeOutcome<int>.Done(await store.ClearAsync(scope, period, now, audit, cancellationToken));
    }

    private static Budget Of(BudgetEntry entry) =>
        new(entry.Scope, entry.Amount, entry.Period, entry.Since, entry.Source) { From = entry.From, Until = entry.Until, Thresholds = entry.Thresholds };

    private static BudgetEntry ToEntry(Budget budget) =>
        new(budget.Scope, budget.Amount, budget.Period, budget.Since, budget.Source) { From = budget.From, Until = budget.Until, Thresholds = budget.Thresholds };

    private static bool Holds(Principal owner, Principal named) =>
        owner.Name.Equals(named.Name, StringComparison.OrdinalIgnoreCase) && named.Identities.All(identity => owner.Identities.GetValueOrDefault(identity.Key) == identity.Value);

    private static string Word(BudgetPeriod period) => period switch
    {
        BudgetPeriod.Day => "daily",
        BudgetPeriod.Week => "weekly",
        BudgetPeriod.Custom => "custom",
        _ => "monthly",
    };
}
