using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>Keys and budget layers with a cap, each with its own burn.</summary>
internal sealed class CapRunways(ISpendLedger ledger)
{
    private const string KeyLimit = "key_limit";
    private const int BurnDays = 7;

    /// <returns>The most urgent first; one that does not bite last. Keys that are off or expired are left out.</returns>
    public async Task<IReadOnlyList<CapOutlook>> ReadAsync(string account, SpendFacts? spend, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var caps = (await ledger.KeyCapsAsync(account, cancellationToken))
            .Where(cap => cap is { Disabled: false, Limit: not null, Remaining: not null } && !(cap.ExpiresAt <= now))
            .ToList();
        if (caps.Count == 0)
        {
            return [];
        }

        var burn = await BurnByKeyAsync(account, spend, now, cancellationToken);

        // An inference key sees no account, only itself: the history is this key's own.
        var own = burn.Count == 0 && spend is { Counter: null } ? spend : null;

        return
        [
            .. caps.Select(cap => Of(cap, burn, own, now))
                .OrderBy(cap => cap.Left ?? TimeSpan.MaxValue)
                .ThenBy(cap => cap.Name, StringComparer.Ordinal),
        ];
    }

    private static CapOutlook Of(KeyCap cap, Dictionary<string, Usd> burn, SpendFacts? own, DateTimeOffset now)
    {
        var limit = cap.Limit!.Value;
        var resetsAt = ResetsAt(cap.Reset, now);

        // What the provider said before its reset is over: the cap is whole again.
        bool stale = resetsAt is not null && cap.ObservedAt < WindowStart(cap.Reset, now);
        var remaining = stale ? limit : cap.Remaining!.Value;
        Usd? perHour = cap.Layer != KeyLimit ? OwnCounters(cap, now)
            : burn.TryGetValue(cap.Name, out var byName) ? byName
            : burn.TryGetValue(cap.KeyId, out var byId) ? byId
            : OwnCounters(cap, now) ?? (burn.Count > 0 ? Usd.Zero : null);

        return new(cap.Name, cap.Layer, limit, remaining, resetsAt, Left(remaining, perHour, resetsAt, now))
        {
            Burn = perHour,
            Runway = own is not null && cap.Layer == KeyLimit ? RunwayEstimator.Estimate(new(remaining, Usd.Zero, own.History, now)) : null,
        };
    }

    private static TimeSpan? Left(Usd remaining, Usd? perHour, DateTimeOffset? resetsAt, DateTimeOffset now)
    {
        // A cap that nobody runs into bites nobody.
        if (perHour is { Nanos: 0 })
        {
            return null;
        }

        if (remaining <= Usd.Zero)
        {
            return TimeSpan.Zero;
        }

        if (perHour is not { Nanos: > 0 } rate)
        {
            return null;
        }

        double hours = remaining.ToDouble() / rate.ToDouble();
        bool beyond = hours > RunwayEstimator.Horizon.TotalHours || now.AddHours(hours) >= resetsAt;

        return beyond ? null : TimeSpan.FromHours(hours);
    }

    private async Task<Dictionary<string, Usd>> BurnByKeyAsync(string account, SpendFacts? spend, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = new UtcRange(now.FloorDay().AddDays(1 - BurnDays), now.FloorDay().AddDays(1));
        var rows = await ledger.SpendAsync(new(account, UsageView.KeyModel, days, SpendDimension.Key, ByDay: false, SeriesFilter.All), cancellationToken);
        var from = spend?.History.Start > days.Start ? spend.History.Start : days.Start;
        double hours = Math.Max(1, ((spend?.AsOf ?? now) - from).TotalHours);

        return rows.Where(row => row.Figures.Cost is not null).ToDictionary(row => row.Series.Key, row => new Usd((long)(row.Figures.Cost!.Value.Nanos / hours)), StringComparer.Ordinal);
    }

    /// <summary>The cap's own counters, over the longest of its windows that is at least a day old.</summary>
    private static Usd? OwnCounters(KeyCap cap, DateTimeOffset now)
    {
        (Usd? Spend, DateTimeOffset Since)[] windows =
        [
            (cap.UsageThisWeek, now.FloorWeek()),
            (cap.UsageThisMonth, now.FloorMonth()),
            (cap.UsageToday, now.FloorDay()),
        ];
        var (spend, since) = windows.FirstOrDefault(window => window.Spend is not null && now - window.Since >= TimeSpan.FromDays(1));
        if (spend is null)
        {
            (spend, since) = windows.LastOrDefault(window => window.Spend is not null && now - window.Since >= TimeSpan.FromHours(1));
        }

        return spend is { } usd ? new Usd((long)(usd.Nanos / (now - since).TotalHours)) : null;
    }

    private static DateTimeOffset WindowStart(CapReset reset, DateTimeOffset now) => reset switch
    {
        CapReset.Daily => now.FloorDay(),
        CapReset.Weekly => now.FloorWeek(),
        CapReset.Monthly => now.FloorMonth(),
        _ => DateTimeOffset.MinValue,
    };

    private static DateTimeOffset? ResetsAt(CapReset reset, DateTimeOffset now) => reset switch
    {
        CapReset.Daily => now.FloorDay().AddDays(1),
        CapReset.Weekly => now.FloorWeek().AddDays(7),
        CapReset.Monthly => now.FloorMonth().AddMonths(1),
        _ => null,
    };
}
