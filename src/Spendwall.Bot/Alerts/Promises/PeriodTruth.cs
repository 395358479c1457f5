using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Promises;

/// <summary>What a period cost, once all of it is billed: an estimate is no truth. For one look: what it has read it keeps.</summary>
internal sealed class PeriodTruth(ISpendLedger ledger, AccountLines lines)
{
    /// <summary>The kinds of scope that billed lines can tell apart.</summary>
    public static readonly string[] Told = ["provider", "account", "project", "key", "model"];

    /// <summary>Where use is charged at once: hours are read again for this long.</summary>
    private static readonly TimeSpan ChargeFills = TimeSpan.FromHours(3);

    /// <summary>A bill that has not come after this will not be waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(30);

    private readonly Dictionary<UtcRange, (bool Whole, string? Why)?> billing = [];

    private readonly Dictionary<UtcRange, IReadOnlyList<SpendLine>> bills = [];

    /// <returns>The promise with its end; null: it is not over, or not billed yet.</returns>
    public async Task<Promise?> SettleAsync(AccountOptions account, Promise promise, IReadOnlyDictionary<string, DatasetMark> marks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var period = new UtcRange(promise.PeriodStart!.Value, promise.PeriodEnd!.Value);
        if (now < period.End)
        {
            return null;
        }

        if (!billing.TryGetValue(period, out var told))
        {
            billing[period] = told = await IsBilledAsync(account, period, marks, now, cancellationToken);
        }

        if (told is not { } billed)
        {
            return now < period.End + Patience ? null : promise with { State = PromiseState.Void, DecidedAt = period.End, Why = "The period was never billed to its end." };
        }

        if (billed.Why is { } why)
        {
            return promise with { State = PromiseState.Void, DecidedAt = period.End, Why = why };
        }

        if (!bills.TryGetValue(period, out var read))
        {
            // Nobody billed anything in a period that is billed: it cost nothing.
            bills[period] = read = await lines.ReadAsync(account, period, now, cancellationToken) ?? [];
        }

        var actual = read.Where(line => promise.Scope.Contains(line.Scope)).Aggregate(Usd.Zero, static (sum, line) => sum + line.Billed);

        return promise with { State = PromiseState.Known, DecidedAt = period.End, Actual = actual };
    }

    /// <returns>Null: not yet. With a reason: it never can be.</returns>
    private async Task<(bool Whole, string? Why)?> IsBilledAsync(
        AccountOptions account, UtcRange period, IReadOnlyDictionary<string, DatasetMark> marks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (account.Provider == ProviderKind.OpenAI)
        {
            var covers = marks.GetValueOrDefault(OpenAISpend.Costs)?.CoversUntil;
            var days = await ledger.CostByDayAsync(account.Name, UsageView.Costs, period, cancellationToken);
            for (var day = period.Start; day < period.End; day = day.AddDays(1))
            {
                var date = DateOnly.FromDateTime(day.UtcDateTime);
                if (SettlementPolicy.IsOpen(date, now, covers, days.TryGetValue(date, out var bill) ? bill : null))
                {
                    return null;
                }
            }

            return (true, null);
        }

        if (now < period.End + ChargeFills)
        {
            return null;
        }

        if (marks.GetValueOrDefault(OpenRouterSpend.Hours) is { CoversUntil: var hours })
        {
            return hours >= period.End ? (true, null) : null;
        }

        // One key's own days: what it used before the first of them is in the provider's month and in none of ours.
        var own = await ledger.CostByDayAsync(account.Name, UsageView.OwnKey, period, cancellationToken);
        if (marks.Count == 0 || !(marks.Values.Max(static mark => mark.DoneAt) >= period.End))
        {
            return null;
        }

        return own.Count > 0 && own.Keys.Min() <= DateOnly.FromDateTime(period.Start.UtcDateTime) ? (true, null) : (false, "The key was first read after the period had begun.");
    }
}
