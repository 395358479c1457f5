using Spendwall.Bot.Alerts.Waste;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>What request records tell of a week: waste, and money that nothing explains.</summary>
public sealed class RecordFindings(WasteReader waste, ProviderRecordStore reconciled, SpendwallOptions options)
{
    /// <returns>Null: no account has records of the week.</returns>
    public async Task<WasteWeek?> WasteAsync(IReadOnlyList<AccountOptions> accounts, UtcRange week, DateTimeOffset now, CancellationToken cancellationToken)
    {
        WasteWeek? sum = null;
        foreach (var account in accounts)
        {
            if (await waste.ReadAsync(account, week, now, null, cancellationToken) is { Records: > 0 } found)
            {
                sum = new((sum?.Total ?? Usd.Zero) + found.Total, (sum?.Requests ?? 0) + found.Found.Sum(static one => one.Requests));
            }
        }

        return sum;
    }

    /// <returns>A line for each account whose last reconciliation reaches into the week and leaves more unexplained than its alert's bound.</returns>
    public async Task<IReadOnlyList<string>> UnexplainedAsync(IReadOnlyList<AccountOptions> accounts, UtcRange week, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var account in accounts)
        {
            if (await reconciled.ResultAsync(account.Name, cancellationToken) is { Share: { } share } result
                && result.From < week.End && result.Until > week.Start
                && share > (double)options.Reconcile.WarnAbove && result.Size >= ReconcileResult.Least)
            {
                string of = account.Provider == ProviderKind.OpenAI ? "billed" : "that left the balance";
                lines.Add(result.Unexplained > Usd.Zero
                    ? $"{account.Name}: {result.Size} of {result.Moved} {of} is not explained ({Wording.Percent(share)}): /reconcile {account.Name}"
                    : $"{account.Name}: records tell of {result.Size} more than the {result.Moved} {of} ({Wording.Percent(share)}): /reconcile {account.Name}");
            }
        }

        return lines;
    }
}
