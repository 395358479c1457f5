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

        var burn = await ByKeyAsync(account, spend, now, cancellationToken);

        // An inference key sees no account, only itself: the history is this key's own.
        var own = burn.Count == 0 && spend is { Counter: null } ? BurnProfile.Fit(spend.History, now) : null;

        return
        [
            .. caps.Select(cap => Of(cap, burn, own, spend, now))
                .OrderBy(cap => cap.Left ?? TimeSpan.MaxValue)
                .ThenBy(cap => cap.Name, StringComparer.Ordinal),
        ];
    }

    private static CapOutlook Of(KeyCap cap, Dictionary<string, KeyBurn> burn, BurnProfile? own, SpendFacts? spend, DateTimeOffset now)
    {
        var limit = cap.Limit!.Value;
        var resetsAt = ResetsAt(cap.Reset, now);

        // What the provider said before its reset is over: the cap is whole again.
        bool stale = resetsAt is not null && cap.ObservedAt < WindowStart(cap.Reset, now);
        var remaining = stale ? limit : cap.Remaining!.Value;
        var key = cap.Layer != KeyLimit ? null : burn.GetValueOrDefault(cap.Name) ?? burn.GetValueOrDefault(cap.KeyId);
        var perHour = key?.PerHour ?? OwnCounters(cap) ?? (cap.Layer == KeyLimit && burn.Count > 0 ? Usd.Zero : null);
        var profile = cap.Layer == KeyLimit && own is not null ? own
            : key is not null && spend is not null ? BurnProfile.Fit(AccountFacts.Part(spend, key.Days), now)
            : perHour is { } rate && spend is not null ? Share(spend, rate, now)
            : null;
        var runway = profile is null ? null : RefillRunway.Estimate(remaining, profile, resetsAt);

        return new(cap.Name, cap.Layer, limit, remaining, resetsAt, Left(runway, remaining, perHour, resetsAt, now)) { Burn = perHour, Runway = runway };
    }

    /// <summary>What is known by its own counters alone: as much of the account's burn.</summary>
    private static BurnProfile? Share(SpendFacts spend, Usd perHour, DateTimeOffset now)
    {
        var (usd, known) = spend.History.Sum(new(now.FloorHour().AddDays(-BurnDays), now.FloorHour()));

        return perHour > Usd.Zero && usd > 0 ? BurnProfile.Fit(spend.History.Times(perHour.ToDouble() * known / usd), now) : null;
    }

    private static TimeSpan? Left(RunwayForecast? runway, Usd remaining, Usd? perHour, DateTimeOffset? resetsAt, DateTimeOffset now) => runway switch
    {
        RunwayForecast.Exhausted => TimeSpan.Zero,
        RunwayForecast.Ends ends => ends.P50,
        RunwayForecast.Idle => null,
        _ => Left(remaining, perHour, resetsAt, now),
    };

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

    private async Task<Dictionary<string, KeyBurn>> ByKeyAsync(string account, SpendFacts? spend, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = now.FloorDay();
        var week = new UtcRange(today.AddDays(1 - BurnDays), today.AddDays(1));
        var rows = await ledger.SpendAsync(new(account, UsageView.KeyModel, new(today - SpendFacts.Reach, week.End), SpendDimension.Key, ByDay: true, SeriesFilter.All), cancellationToken);
        var from = spend?.History.Start > week.Start ? spend.History.Start : week.Start;
        double hours = Math.Max(1, ((spend?.AsOf ?? now) - from).TotalHours);
        var first = DateOnly.FromDateTime(week.Start.UtcDateTime);

        return rows.Where(static row => row is { Day: not null, Figures.Cost: not null }).GroupBy(static row => row.Series.Key, StringComparer.Ordinal).ToDictionary(
            static key => key.Key,
            key => new KeyBurn(
                key.ToDictionary(static row => row.Day!.Value, static row => row.Figures.Cost!.Value),
                new Usd((long)(key.Where(row => row.Day >= first).Sum(static row => row.Figures.Cost!.Value.Nanos) / hours))),
            StringComparer.Ordinal);
    }

    /// <param name="PerHour">The last week's mean.</param>
    private sealed record KeyBurn(Dictionary<DateOnly, Usd> Days, Usd PerHour);

    /// <summary>The cap's own counters as they were when it was read, over the longest of its windows that was at least a day old then.</summary>
    private static Usd? OwnCounters(KeyCap cap)
    {
        var at = cap.ObservedAt;
        (Usd? Spend, TimeSpan Age)[] windows =
        [
            (cap.UsageThisWeek, at - at.FloorWeek()),
            (cap.UsageThisMonth, at - at.FloorMonth()),
            (cap.UsageToday, at - at.FloorDay()),
        ];
        var (spend, age) = windows.FirstOrDefault(static window => window.Spend is not null && window.Age >= TimeSpan.FromDays(1));
        if (spend is null)
        {
            (spend, age) = windows.LastOrDefault(static window => window.Spend is not null && window.Age >= TimeSpan.FromHours(1));
        }

        return spend is { } usd ? new Usd((long)(usd.Nanos / age.TotalHours)) : null;
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
