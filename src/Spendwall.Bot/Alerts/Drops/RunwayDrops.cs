using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Drops;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Drops;

/// <summary>
/// Compares an account's runway with what was told of it a day before, or, while a drop is open, before that was seen. Who
/// bought credits since has seen the runway: the comparison begins anew there.
/// </summary>
public sealed class RunwayDrops(ISpendLedger ledger, IncidentStore incidents, AnomalyWatches watches, UseReader use)
{
    /// <returns>Null: there is no reservoir, or nothing to compare its runway with.</returns>
    public async Task<DropOutlook?> ReadAsync(AccountOutlook outlook, CancellationToken cancellationToken)
    {
        if (outlook.Reservoir?.Past is not { } past)
        {
            return null;
        }

        string fingerprint = RunwayDropRule.Fingerprint(outlook);
        var open = (await incidents.OpenAsync(cancellationToken)).FirstOrDefault(incident => incident.Fingerprint == fingerprint);
        var seen = open is not null && outlook.Now - open.OpenedAt < DropRules.Accept ? open.OpenedAt : outlook.Now;
        var from = seen - DropRules.Window;
        if (await BoughtAsync(outlook, cancellationToken) is { } bought && bought > from)
        {
            from = bought;
            seen = bought > seen ? outlook.Now : seen;
        }

        // Since a purchase there must be an hour to compare.
        if (seen.FloorHour() <= from.FloorHour() || past.Against(from, seen) is not { } drop)
        {
            return null;
        }

        return DropRules.IsMaterial(drop, open is not null) ? await ExplainAsync(outlook, drop, cancellationToken) : new(drop, null);
    }

    private async Task<DateTimeOffset?> BoughtAsync(AccountOutlook outlook, CancellationToken cancellationToken) =>
        (await ledger.LotsAsync(outlook.Account.Name, cancellationToken))
            .Where(lot => lot.Kind == LotKind.Purchase && lot.Amount > Usd.Zero && lot.BoughtAt <= outlook.Now)
            .Max(static lot => (DateTimeOffset?)lot.BoughtAt);

    private async Task<DropOutlook> ExplainAsync(AccountOutlook outlook, RunwayDrop drop, CancellationToken cancellationToken)
    {
        var (asOf, usual) = await watches.PastAsync(outlook.Account, drop.Since, outlook.Now, cancellationToken);
        if (asOf is not { } end || end <= drop.Since || usual.Count == 0)
        {
            return new(drop, null);
        }

        var before = await use.SlicesAsync(outlook.Account, usual.Where(range => range.Start < end), outlook.Now, cancellationToken);
        var now = await use.SlicesAsync(outlook.Account, [new(drop.Since, end)], outlook.Now, cancellationToken);
        double days = usual.Sum(static range => range.Length.TotalDays);

        return new(drop, Explainer.Explain(ADay(before, days), ADay(now, (end - drop.Since).TotalDays)))
        {
            Names = await use.CallerNamesAsync(outlook.Account, cancellationToken),
        };
    }

    /// <summary>The same use as a day's.</summary>
    private static List<UsageSlice> ADay(IEnumerable<UsageSlice> slices, double days) =>
    [
        .. slices.Select(slice => slice with
        {
            Cost = Usd.FromEstimate(slice.Cost.ToDouble() / days),
            Requests = slice.Requests / days,
            Input = slice.Input / days,
            Cached = slice.Cached / days,
            Output = slice.Output / days,
        }),
    ];
}
