using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>
/// The same part of this period and of the one before: by the hour where the provider tells hours, else by whole days,
/// and both cut where the data of the current one ends, so that lag does not look like a fall.
/// </summary>
internal sealed class SpendComparer(ISpendLedger ledger, AccountSpendReader reader)
{
    /// <returns>Null when one of the two is not known.</returns>
    public async Task<(Usd Before, Usd Now, DateTimeOffset Until)?> CompareAsync(
        SpendQuestion question, AccountOptions account, DataAge age, SpendTraits traits, CancellationToken cancellationToken)
    {
        bool byHour = account.Provider == ProviderKind.OpenRouter && !question.Scope.Parts.Keys.Any(static kind => kind == "owner" || kind == "route" || MapLine.Targets.Contains(kind));

        // An inference key's own use is told by the day only.
        return byHour && await PartAsync(question, account, age, traits, byHour: true, cancellationToken) is { } hours
            ? hours
            : await PartAsync(question, account, age, traits, byHour: false, cancellationToken);
    }

    private async Task<(Usd Before, Usd Now, DateTimeOffset Until)?> PartAsync(
        SpendQuestion question, AccountOptions account, DataAge age, SpendTraits traits, bool byHour, CancellationToken cancellationToken)
    {
        var covered = age.CoversUntil is { } until && until < question.Period.Range.End ? until : question.Period.Range.End;
        var end = byHour ? covered.FloorHour() : covered.FloorDay();
        var start = question.Period.Range.Start;
        var before = question.Period.Before;
        if (age.CoversUntil is null || end <= start)
        {
            return null;
        }

        // A shorter month before is taken whole; otherwise both parts are equally long.
        bool isCut = end < question.Period.Range.End;
        var beforeEnd = isCut && before.Start + (end - start) < before.End ? before.Start + (end - start) : before.End;
        beforeEnd = byHour ? beforeEnd.FloorHour() : beforeEnd.FloorDay();
        if (beforeEnd <= before.Start)
        {
            return null;
        }

        var current = new UtcRange(start, end);
        var previous = new UtcRange(before.Start, beforeEnd);
        var sums = byHour
            ? await HourlyAsync(question, account, current, previous, traits, cancellationToken)
            : await DailyAsync(question, account, age, current, previous, traits, cancellationToken);

        return sums is { } pair ? (pair.Before, pair.Now, end) : null;
    }

    private async Task<(Usd Before, Usd Now)?> HourlyAsync(
        SpendQuestion question, AccountOptions account, UtcRange current, UtcRange previous, SpendTraits traits, CancellationToken cancellationToken)
    {
        if (!await ReachesAsync(account, UsageView.KeyModel, previous, cancellationToken))
        {
            return null;
        }

        var filter = SpendPlan.For(account, question.Scope, SpendAxis.Account, traits, question.Period.Days).Filter;
        var before = await ledger.SumAsync(account.Name, UsageView.KeyModel, previous, filter, cancellationToken);
        var now = await ledger.SumAsync(account.Name, UsageView.KeyModel, current, filter, cancellationToken);

        return (before.Cost ?? Usd.Zero, now.Cost ?? Usd.Zero);
    }

    private async Task<(Usd Before, Usd Now)?> DailyAsync(
        SpendQuestion question, AccountOptions account, DataAge age, UtcRange current, UtcRange previous, SpendTraits traits, CancellationToken cancellationToken)
    {
        var now = await RowsAsync(question, account, age, current, traits, cancellationToken);
        if (!await ReachesAsync(account, now.View, previous, cancellationToken) || now.Unestimated)
        {
            return null;
        }

        var before = await RowsAsync(question, account, age, previous, traits, cancellationToken);

        return before.Unestimated ? null : (before.Total ?? Usd.Zero, now.Total ?? Usd.Zero);
    }

    private async Task<(Usd? Total, UsageView View, bool Unestimated)> RowsAsync(
        SpendQuestion question, AccountOptions account, DataAge age, UtcRange days, SpendTraits traits, CancellationToken cancellationToken)
    {
        var plan = SpendPlan.For(account, question.Scope, SpendAxis.Account, traits, days);
        var spend = await reader.ReadAsync(new(account, days, plan.By, plan.ByDay, plan.Filter, question.Now, age), cancellationToken);
        var sum = spend.Rows.Where(row => traits.IsInside(row, question.Scope)).Aggregate(default(SpendFigures), static (all, row) => all + row.Figures);

        return (sum.Total, spend.View, spend.Unestimated);
    }

    /// <summary>History goes back to the start of the range: something is known at it or in the three days before.</summary>
    private async Task<bool> ReachesAsync(AccountOptions account, UsageView view, UtcRange range, CancellationToken cancellationToken)
    {
        var start = range.Start.FloorDay();

        return (await ledger.SumAsync(account.Name, view, new(start.AddDays(-3), start.AddDays(1)), SeriesFilter.All, cancellationToken)).Cost is not null;
    }
}
