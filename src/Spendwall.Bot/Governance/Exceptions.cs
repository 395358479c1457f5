using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Governance;

/// <summary>What exceptions add to budgets. Pure.</summary>
public static class Exceptions
{
    extension(IReadOnlyList<BudgetException> exceptions)
    {
        /// <summary>Those that raise a budget at an instant.</summary>
        public IEnumerable<BudgetException> Of(Budget budget, DateTimeOffset instant) =>
            exceptions.Where(exception => exception.Scope.Equals(budget.Scope) && exception.Period == budget.Period && exception.IsEffective(instant));

        /// <summary>The budget as it holds at an instant: with the sum of all that raise it.</summary>
        public Budget Raise(Budget budget, DateTimeOffset instant) =>
            budget with { Extra = exceptions.Of(budget, instant).Aggregate(Usd.Zero, static (sum, exception) => sum + exception.Amount) };
    }
}
