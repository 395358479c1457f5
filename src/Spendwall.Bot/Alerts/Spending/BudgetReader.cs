using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Spending;

/// <summary>Where budgets stand: a whole account's month from its outlook, which has a forecast, all else from the ledger's sums.</summary>
public sealed class BudgetReader(BudgetBook budgets, OwnerBook owners, ScopeHomes homes, AccountLines lines)
{
    /// <summary>What the lines of a total view can tell apart; of another kind nothing is known, which is not zero.</summary>
    private static readonly string[] Told = ["provider", "account", "owner", "project", "key", "model"];

    /// <summary>The budgets that this account's evaluation answers for: its own, those of its keys and models, and shared ones that begin with it.</summary>
    public async Task<IReadOnlyList<BudgetState>> ReadAsync(AccountOutlook outlook, CancellationToken cancellationToken)
    {
        var states = new List<BudgetState>();
        foreach (var budget in await budgets.AllAsync(cancellationToken))
        {
            var holders = await homes.HoldersAsync(budget.Scope, cancellationToken);
            if (holders.Count > 0 && holders[0].Name == outlook.Account.Name)
            {
                states.Add(await StateAsync(budget, outlook, outlook.Now, cancellationToken));
            }
        }

        return states;
    }

    /// <param name="outlook">Of the account that the budget is about, when it is about one.</param>
    public async Task<BudgetState> StateAsync(Budget budget, AccountOutlook? outlook, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var period = budget.At(now);
        var known = new Dictionary<string, SpendFacts>(StringComparer.OrdinalIgnoreCase);
        if (outlook?.Facts is { } facts)
        {
            known[outlook.Account.Name] = facts;
        }

        bool isWholeAccount = budget.Scope.Parts.Count == 1 && string.Equals(budget.Scope["account"], outlook?.Account.Name, StringComparison.OrdinalIgnoreCase);
        if (isWholeAccount && budget.Period == BudgetPeriod.Month && outlook?.Meter is { } meter && meter.Month.Start == period.Start)
        {
            var state = new BudgetState(budget, period, meter.MonthToDate, meter.Estimated, meter.MonthEnd);

            return outlook.Facts is null ? state : await ForecastAsync(state, known, static _ => true, now, cancellationToken);
        }

        if (!budget.Scope.Parts.Keys.All(Told.Contains))
        {
            return new(budget, period, null, null, null);
        }

        var ownerships = budget.Scope["owner"] is null ? [] : await owners.AllAsync(cancellationToken);
        bool IsInside(SpendLine line) => budget.Scope.Contains(
            budget.Scope["owner"] is null || ownerships.Find(line.Scope) is not { } match ? line.Scope : line.Scope.With("owner", match.Owner.Name));

        return await SumAsync(budget, period, IsInside, now, cancellationToken) is { Spent: not null } sum ? await ForecastAsync(sum, known, IsInside, now, cancellationToken) : new(budget, period, null, null, null);
    }

    /// <summary>The accounts whose spend can lie in a scope, in the order of the settings.</summary>
    public Task<IReadOnlyList<AccountOptions>> AccountsAsync(Scope scope, CancellationToken cancellationToken) => homes.HoldersAsync(scope, cancellationToken);

    /// <summary>Where the period ends and when the budget is spent, both from the burn of the scope itself.</summary>
    private async Task<BudgetState> ForecastAsync(
        BudgetState state, IReadOnlyDictionary<string, SpendFacts> known, Func<SpendLine, bool> isInside, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var scope = state.Budget.Scope;
        bool isWhole = scope.Parts.Keys.All(static kind => kind is "account" or "provider");
        if (await lines.Histories.ReadAsync(await homes.HoldersAsync(scope, cancellationToken), known, isWhole, isInside, now, cancellationToken) is not { } burn)
        {
            return state;
        }

        // Figures that end before the period began say nothing of it yet: all of it lies ahead.
        var from = burn.AsOf > state.Period.Start ? burn.AsOf : state.Period.Start;
        var profile = BurnProfile.Fit(burn.History, from);

        return state with
        {
            Forecast = state.Forecast ?? MonthEndForecaster.Forecast(state.Period, state.Spent!.Value, profile),
            Runway = RunwayView.Aged(RefillRunway.Estimate(state.Remaining!.Value, profile, state.Period.End), now - from),
        };
    }

    private async Task<BudgetState> SumAsync(Budget budget, UtcRange period, Func<SpendLine, bool> isInside, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = new UtcRange(period.Start, UtcTime.FloorDay(now).AddDays(1));
        var (billed, estimated) = (Usd.Zero, Usd.Zero);
        var missing = new List<string>();
        var holders = await homes.HoldersAsync(budget.Scope, cancellationToken);
        foreach (var account in holders)
        {
            if (await lines.ReadAsync(account, days, now, cancellationToken) is not { } read)
            {
                missing.Add(account.Name);

                continue;
            }

            foreach (var line in read.Where(isInside))
            {
                billed += line.Billed;
                estimated += line.Estimated;
            }
        }

        return missing.Count == holders.Count ? new(budget, period, null, null, null) : new(budget, period, billed + estimated, estimated, null) { Missing = missing };
    }
}
