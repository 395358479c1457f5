using System.Collections.Concurrent;
using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>
/// Measures events by the hours that the anomaly watches have looked at; hours of earlier incidents are no measure of what
/// is usual. What was measured is kept until there is another whole hour.
/// </summary>
public sealed class EventMeter(AnomalyWatches watches, UseReader use, ISpendLedger ledger, MappingStore mappings, SpendwallOptions options) : IEventMeter
{
    private const int MostKept = 512;

    private readonly ConcurrentDictionary<(long Event, DateTimeOffset Until, string Account, string Within), EventUse> kept = new();

    public async Task<MeteredEvent> MeasureAsync(SpendEvent happening, AccountOptions? here, Scope? within, DateTimeOffset now, CancellationToken cancellationToken)
    {
        EventUse? inAccount = null;
        var total = default(UseAgainst);
        var planned = Usd.Zero;
        int accounts = 0;
        foreach (var account in options.Accounts.Where(account => ScopeHomes.MayHold(account, happening.Scope) && (within is null || ScopeHomes.MayHold(account, within))))
        {
            if (await InAccountAsync(happening, account, within, now, cancellationToken) is not { } measured)
            {
                continue;
            }

            inAccount = account.Name == here?.Name ? measured : inAccount;
            total = new(total.Expected + measured.Inside.Expected, total.Actual + measured.Inside.Actual);
            planned += measured.Planned;
            accounts++;
        }

        return new(happening, inAccount, total, planned) { Accounts = accounts };
    }

    private async Task<EventUse?> InAccountAsync(SpendEvent happening, AccountOptions account, Scope? within, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = happening.From.FloorHour();
        var (asOf, usual) = await watches.PastAsync(account, from, now, cancellationToken);
        if (asOf is not { } known || usual.Count == 0)
        {
            return null;
        }

        var key = (happening.Number, happening.Until, account.Name, within?.Text ?? "");
        if (kept.TryGetValue(key, out var before) && before.AsOf == known)
        {
            return before;
        }

        var names = (await ledger.NamesAsync(account.Name, cancellationToken)).Select(static name => (name.Kind, name.Id, name.Name)).ToList();
        var map = await mappings.ReadAsync(cancellationToken);
        var day = DateOnly.FromDateTime(happening.From.UtcDateTime);
        var own = new EventScope(happening.Scope, account, names, map, day);
        var other = within is null ? null : new EventScope(within, account, names, map, day);
        bool IsInside(UsageSeries series) => own.Contains(series) && other?.Contains(series) != false;

        var measured = await MeasureAsync(new(from, CeilHour(happening.Until)), known, account, usual, IsInside, now, cancellationToken);
        if (measured is not null)
        {
            if (kept.Count >= MostKept)
            {
                kept.Clear();
            }

            kept[key] = measured;
        }

        return measured;
    }

    private async Task<EventUse?> MeasureAsync(
        UtcRange whole, DateTimeOffset known, AccountOptions account, IReadOnlyList<UtcRange> usual, Func<UsageSeries, bool> isInside, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // An event that begins with the hour that is not whole yet has no such hour to be measured by.
        var told = usual.Where(range => range.Start < known).Select(range => new UtcRange(range.Start, range.End < known ? range.End : known)).ToList();
        var (scope, all) = await ProfilesAsync(account, told, isInside, now, cancellationToken);
        var during = Until(whole.Start, known < whole.End ? known : whole.End);
        var after = Until(whole.End, known);
        if (scope.Expected(whole) is not { } planned || scope.Expected(during) is not { } expected || all.Expected(during) is not { } around || scope.Expected(after) is not { } later)
        {
            return null;
        }

        var spent = await SumsAsync(account, during, now, cancellationToken);
        var since = await SumsAsync(account, after, now, cancellationToken);

        return new(known, new(expected, Cost(spent, isInside)), new(around, Cost(spent, static _ => true)), new(later, Cost(since, isInside)), planned)
        {
            HoursAfter = (int)after.Length.TotalHours,
            Shares = SharesOf(spent, isInside),
        };
    }

    private async Task<(WeekProfile Scope, WeekProfile All)> ProfilesAsync(
        AccountOptions account, IReadOnlyList<UtcRange> usual, Func<UsageSeries, bool> isInside, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (scope, all) = (new WeekProfile(), new WeekProfile());
        foreach (var range in usual)
        {
            for (var hour = range.Start; hour < range.End; hour = hour.AddHours(1))
            {
                scope.Know(hour);
                all.Know(hour);
            }

            await foreach (var bucket in use.HoursAsync(account, range, now, cancellationToken))
            {
                var cost = bucket.Cost ?? Usd.Zero;
                all.Add(bucket.Start, cost);
                scope.Add(bucket.Start, isInside(bucket.Series) ? cost : Usd.Zero);
            }
        }

        return (scope, all);
    }

    private async Task<IReadOnlyList<UsageBucket>> SumsAsync(AccountOptions account, UtcRange range, DateTimeOffset now, CancellationToken cancellationToken) =>
        range.Length > TimeSpan.Zero ? await use.SumsAsync(account, range, now, cancellationToken) : [];

    private static Usd Cost(IReadOnlyList<UsageBucket> buckets, Func<UsageSeries, bool> isInside) =>
        buckets.Where(bucket => isInside(bucket.Series)).Aggregate(Usd.Zero, static (sum, bucket) => sum + (bucket.Cost ?? Usd.Zero));

    private static Dictionary<string, double> SharesOf(IReadOnlyList<UsageBucket> buckets, Func<UsageSeries, bool> isInside) => buckets
        .GroupBy(static bucket => UseSlices.Of(bucket).Caller, StringComparer.Ordinal)
        .Select(group => (group.Key, Whole: Cost([.. group], static _ => true).ToDouble(), Inside: Cost([.. group], isInside).ToDouble()))
        .ToDictionary(static caller => caller.Key, static caller => caller.Whole > 0 ? caller.Inside / caller.Whole : 0, StringComparer.Ordinal);

    private static UtcRange Until(DateTimeOffset start, DateTimeOffset end) => new(start, end > start ? end : start);

    private static DateTimeOffset CeilHour(DateTimeOffset instant) => instant.FloorHour() == instant ? instant : instant.FloorHour().AddHours(1);
}
