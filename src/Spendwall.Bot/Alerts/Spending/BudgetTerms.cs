using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Spending;

/// <summary>What holds for budgets besides themselves: exceptions, windows, the usual thresholds.</summary>
public sealed class BudgetTerms(ExceptionStore exceptions, EventStore events, ScopeHomes homes, SpendwallOptions options)
{
    public async Task<TermsView> AtAsync(DateTimeOffset now, CancellationToken cancellationToken) => new(
        await exceptions.GrantedAsync(new(now, now.AddMilliseconds(1)), cancellationToken),
        [.. (await events.SinceAsync(now, cancellationToken)).Where(window => window.IsWindow && window.Covers(now))],
        homes,
        options.Limits.Thresholds,
        now);
}

/// <summary>The terms of one instant.</summary>
public sealed class TermsView(IReadOnlyList<BudgetException> exceptions, IReadOnlyList<SpendEvent> windows, ScopeHomes homes, string thresholds, DateTimeOffset now)
{
    public Budget Raise(Budget budget) => exceptions.Raise(budget, now);

    public async Task<BudgetState> CompleteAsync(BudgetState state, CancellationToken cancellationToken) => state with
    {
        Thresholds = state.Budget.ThresholdsOr(thresholds),
        Raised = [.. exceptions.Of(state.Budget, now)],
        Window = await WindowOfAsync(state.Budget, cancellationToken),
    };

    /// <summary>A window counts for what lies in its scope as a whole: one key's launch is no reason to be quiet about the account.</summary>
    public async Task<SpendEvent?> WindowOfAsync(Budget budget, CancellationToken cancellationToken)
    {
        if (windows.Count == 0)
        {
            return null;
        }

        var whole = await homes.WholeAsync(budget.Scope, cancellationToken);

        return windows.Where(window => window.Scope.Contains(budget.Scope) || whole.All(window.Scope.Contains)).OrderByDescending(static window => window.Factor ?? 1).ThenBy(static window => window.Number).FirstOrDefault();
    }
}
