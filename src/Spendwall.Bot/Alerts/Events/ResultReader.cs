using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Results;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>What a rise brought: the money that was charged, by the results that request records tell were accepted.</summary>
public sealed class ResultReader(RequestStore records, UseReader use, AnomalyWatches watches)
{
    /// <returns>Null: nothing unusual was spent, or too few results were accepted to tell.</returns>
    public async Task<RiseResults?> OfAnomaliesAsync(AccountOutlook outlook, CancellationToken cancellationToken)
    {
        if (outlook.Anomalies is not { AsOf: { } asOf, Open: { Count: > 0 } open, Change.Change.Nanos: > 0 } anomalies)
        {
            return null;
        }

        return await ReadAsync(outlook, open.Min(static signal => signal.Since), asOf, [.. open.Select(static signal => signal.Caller).Distinct()], anomalies.Names, cancellationToken);
    }

    /// <inheritdoc cref="OfAnomaliesAsync"/>
    public async Task<RiseResults?> OfDropAsync(AccountOutlook outlook, CancellationToken cancellationToken)
    {
        if (RunwayDropRule.Rise(outlook) is not { } rise || outlook.Drop is not { PerDay.Change.Nanos: > 0 } drop)
        {
            return null;
        }

        var (asOf, _) = await watches.PastAsync(outlook.Account, rise.Since, outlook.Now, cancellationToken);

        return asOf is { } end ? await ReadAsync(outlook, rise.Since, end, [null], drop.Names, cancellationToken) : null;
    }

    private async Task<RiseResults?> ReadAsync(
        AccountOutlook outlook, DateTimeOffset since, DateTimeOffset until, IReadOnlyList<string?> callers, IReadOnlyDictionary<string, string> names, CancellationToken cancellationToken)
    {
        var (account, now) = (outlook.Account, outlook.Now);
        since = since.FloorHour();
        if (since >= until)
        {
            return null;
        }

        var rise = new UtcRange(since, until);
        var told = await SumsAsync(account, rise, cancellationToken);
        if (told.Sum(static sum => sum.Figures.Accepted) < ResultCost.Enough)
        {
            return null;
        }

        var (_, usual) = await watches.PastAsync(account, since, now, cancellationToken);
        var toldBefore = new List<RequestSum>();
        var charged = await use.SumsAsync(account, rise, now, cancellationToken);
        var chargedBefore = new List<UsageBucket>();
        foreach (var range in usual)
        {
            toldBefore.AddRange(await SumsAsync(account, range, cancellationToken));
            chargedBefore.AddRange(await use.SumsAsync(account, range, now, cancellationToken));
        }

        // Records that name no caller can only be held against all of the account.
        bool areNamed = told.Any(static sum => sum.Labels.Caller.Length > 0 || sum.Labels.Project.Length > 0);
        var parts = callers.Select(caller => areNamed ? caller : null).Distinct().Select(caller =>
        {
            string? name = caller is null ? null : names.GetValueOrDefault(caller, caller);
            var paid = Paid(charged, told, caller, name);

            return new RiseResults(ResultCost.Of(Paid(chargedBefore, toldBefore, caller, name), paid), name, paid.Accepted);
        });

        return RiseResults.Worst([.. parts]);
    }

    private Task<IReadOnlyList<RequestSum>> SumsAsync(AccountOptions account, UtcRange hours, CancellationToken cancellationToken) =>
        records.SumsAsync(new(account.Name, hours, RequestDimension.Caller | RequestDimension.Project), cancellationToken);

    /// <param name="caller">The id of a key, or of a project; null: all.</param>
    private static PaidResults Paid(IReadOnlyList<UsageBucket> charged, IReadOnlyList<RequestSum> told, string? caller, string? name)
    {
        var buckets = charged.Where(bucket => caller is null || UseSlices.Of(bucket).Caller == caller).ToList();
        var sum = told.Where(one => caller is null || IsOf(one.Labels, caller) || IsOf(one.Labels, name!))
            .Aggregate(default(RequestFigures), static (all, one) => all + one.Figures);
        bool isPriced = buckets.All(static bucket => bucket.Cost is not null);
        bool isCounted = buckets.All(static bucket => bucket.Requests is not null);

        return new(
            isPriced ? buckets.Aggregate(Usd.Zero, static (all, bucket) => all + (bucket.Cost ?? Usd.Zero)) : null,
            isCounted ? buckets.Sum(static bucket => bucket.Requests ?? 0) : null,
            sum.Requests,
            sum.Accepted,
            sum.Rejected);
    }

    private static bool IsOf(RequestLabels labels, string caller) =>
        caller.Length > 0 && (labels.Caller.Equals(caller, StringComparison.OrdinalIgnoreCase) || labels.Project.Equals(caller, StringComparison.OrdinalIgnoreCase));
}
