using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Promises;

/// <summary>What a period cost, once all of it is billed in every account that the scope lies in: an estimate is no truth. For one look: what it has read it keeps.</summary>
internal sealed class PeriodTruth(ISpendLedger ledger, AccountLines lines, ScopeHomes homes)
{
    /// <summary>The kinds of scope that billed lines can tell apart.</summary>
    public static readonly string[] Told = ["provider", "account", "project", "key", "model"];

    /// <summary>Where use is charged at once: hours are read again for this long.</summary>
    private static readonly TimeSpan ChargeFills = TimeSpan.FromHours(3);

    /// <summary>A bill that has not come after this will not be waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(30);

    private readonly Dictionary<(string Account, UtcRange Period), Bill?> bills = [];

    /// <returns>The promise with its end; null: it is not over, or not billed yet.</returns>
    public async Task<Promise?> SettleAsync(Promise promise, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var period = new UtcRange(promise.PeriodStart!.Value, promise.PeriodEnd!.Value);
        if (now < period.End)
        {
            return null;
        }

        var actual = Usd.Zero;
        var accounts = await homes.HoldersAsync(promise.Scope, cancellationToken);
        if (accounts.Count == 0)
        {
            return Void(promise, "No account of its scope is in the settings any more.");
        }

        foreach (var account in accounts)
        {
            if (!bills.TryGetValue((account.Name, period), out var bill))
            {
                bills[(account.Name, period)] = bill = await BillAsync(account, period, now, cancellationToken);
            }

            if (bill is null)
            {
                return now < period.End + Patience ? null : Void(promise, $"The period was never billed to its end at {account.Name}.");
            }

            if (bill.Why is { } why)
            {
                return Void(promise, why);
            }

            actual = bill.Lines.Where(line => promise.Scope.Contains(line.Scope)).Aggregate(actual, static (sum, line) => sum + line.Billed);
        }

        return promise with { State = PromiseState.Known, DecidedAt = period.End, Actual = actual };
    }

    private static Promise Void(Promise promise, string why) => CounterTruth.Void(promise, promise.PeriodEnd!.Value, why);

    /// <returns>Null: not yet.</returns>
    private async Task<Bill?> BillAsync(AccountOptions account, UtcRange period, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var marks = await ledger.MarksAsync(account.Name, cancellationToken);
        bool isBilled = account.Provider == ProviderKind.OpenAI
            ? await IsSettledAsync(account, period, marks, now, cancellationToken)
            : now >= period.End + ChargeFills && IsRead(marks, period.End);
        if (!isBilled)
        {
            return null;
        }

        if (account.Provider != ProviderKind.OpenAI && !marks.ContainsKey(OpenRouterSpend.Hours))
        {
            // One key's own days: what it used before the first of them is in the provider's month and in none of ours.
            var own = await ledger.CostByDayAsync(account.Name, UsageView.OwnKey, period, cancellationToken);
            if (own.Count == 0 || own.Keys.Min() > DateOnly.FromDateTime(period.Start.UtcDateTime))
            {
                return new([], "The key was first read after the period had begun.");
            }
        }

        // Nobody billed anything in a period that is billed: it cost nothing.
        return new(await lines.ReadAsync(account, period, now, cancellationToken) ?? [], null);
    }

    private async Task<bool> IsSettledAsync(AccountOptions account, UtcRange period, IReadOnlyDictionary<string, DatasetMark> marks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var covers = marks.GetValueOrDefault(OpenAISpend.Costs)?.CoversUntil;
        var days = await ledger.CostByDayAsync(account.Name, UsageView.Costs, period, cancellationToken);
        for (var day = period.Start; day < period.End; day = day.AddDays(1))
        {
            var date = DateOnly.FromDateTime(day.UtcDateTime);
            if (SettlementPolicy.IsOpen(date, now, covers, days.TryGetValue(date, out var bill) ? bill : null))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>By the hours where they are read, else by any look after the end.</summary>
    private static bool IsRead(IReadOnlyDictionary<string, DatasetMark> marks, DateTimeOffset end) =>
        marks.GetValueOrDefault(OpenRouterSpend.Hours) is { CoversUntil: var hours } ? hours >= end : marks.Values.Any(mark => mark.DoneAt >= end);

    /// <param name="Why">Not null: it never can be told.</param>
    private sealed record Bill(IReadOnlyList<SpendLine> Lines, string? Why);
}
