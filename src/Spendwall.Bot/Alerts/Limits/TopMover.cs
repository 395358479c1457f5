using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>What of some scopes changed most.</summary>
/// <param name="Label">What people call it: the model, else what else there is.</param>
public sealed record TopMover(string Label, Usd Before, Usd Now);

/// <summary>Finds it by whole days.</summary>
internal sealed class TopMovers(AccountLines lines, BudgetReader budgets)
{
    /// <returns>Null: one of the spans is not known, or nothing changed.</returns>
    public async Task<TopMover?> FindAsync(IReadOnlyList<Scope> scopes, UtcRange recent, UtcRange before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var inside = new List<Func<SpendLine, bool>>();
        foreach (var scope in scopes)
        {
            inside.Add(await budgets.InsideAsync(scope, cancellationToken));
        }

        var (then, current, known) = (new Dictionary<string, Usd>(StringComparer.Ordinal), new Dictionary<string, Usd>(StringComparer.Ordinal), false);
        var accounts = new List<AccountOptions>();
        foreach (var scope in scopes)
        {
            accounts.AddRange(await budgets.AccountsAsync(scope, cancellationToken));
        }

        foreach (var account in accounts.DistinctBy(static account => account.Name))
        {
            if (await lines.ReadAsync(account, recent, now, cancellationToken) is not { } newer || await lines.ReadAsync(account, before, now, cancellationToken) is not { } older)
            {
                continue;
            }

            known = true;
            Add(current, newer);
            Add(then, older);
        }

        var top = known ? current.Keys.Union(then.Keys).Select(label => new TopMover(label, then.GetValueOrDefault(label), current.GetValueOrDefault(label))).MaxBy(static mover => Math.Abs((mover.Now - mover.Before).Nanos)) : null;

        return top is null || top.Now == top.Before ? null : top;

        void Add(Dictionary<string, Usd> sums, IReadOnlyList<SpendLine> of)
        {
            foreach (var line in of.Where(line => inside.Exists(isInside => isInside(line))))
            {
                sums[line.Label] = sums.GetValueOrDefault(line.Label) + line.Total;
            }
        }
    }
}
