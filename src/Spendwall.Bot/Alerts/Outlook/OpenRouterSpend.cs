using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Caps;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>
/// Spend of an OpenRouter account: hours of key × model, and the counter of all usage for what they do not reach yet.
/// With an inference key only, the key's own days.
/// </summary>
internal sealed class OpenRouterSpend(ISpendLedger ledger)
{
    /// <summary>The dataset whose mark says how far the hours reach.</summary>
    internal const string Hours = "analytics.key-model";

    /// <summary>The dataset of an inference key.</summary>
    private const string OwnKey = "key";

    /// <summary>The costliest hour of this long decides the headroom floor.</summary>
    private static readonly TimeSpan FloorReach = TimeSpan.FromDays(7);

    /// <summary>The counter fills the hours that are not reported yet; without any report it stands alone.</summary>
    private static readonly TimeSpan CounterReach = TimeSpan.FromHours(26);
    private static readonly TimeSpan CounterAhead = TimeSpan.FromHours(2);
    private static readonly TimeSpan CounterAlone = TimeSpan.FromDays(8);
    private static readonly TimeSpan Late = TimeSpan.FromHours(2);

    public async Task<SpendFacts?> ReadAsync(string account, DateTimeOffset now, IReadOnlyDictionary<string, DatasetMark> marks, CancellationToken cancellationToken)
    {
        var end = now.FloorHour().AddHours(1);
        var sums = await ledger.HoursAsync(account, UsageView.KeyModel, new(now.FloorHour() - SpendFacts.Reach, end), cancellationToken);
        var covers = marks.GetValueOrDefault(Hours)?.CoversUntil ?? (sums.Count > 0 ? sums[^1].Start.AddHours(1) : null);
        covers = covers < now ? covers : covers is null ? null : now;
        var readings = await ledger.BalancesAsync(account, new(CounterFrom(covers, now), now.AddTicks(1)), cancellationToken);
        if (covers is null && readings.Count == 0)
        {
            return await OwnKeyAsync(account, marks.GetValueOrDefault(OwnKey)?.DoneAt ?? now, cancellationToken);
        }

        var counter = new UsageCounter(readings);
        var history = History(sums, covers, counter, now);

        var asOf = counter.End is { } read && !(read < covers) ? read : covers ?? now;

        return new SpendFacts(history, asOf)
        {
            Counter = counter,
            Covers = covers,
            Partial = asOf > history.End ? counter.Spend(new(history.End, asOf)) ?? Partial(sums, history.End, covers) : null,
            Days = Days(sums, covers),
            Requests = [.. sums.Where(sum => sum.Start >= now - FloorReach).Select(sum => (sum.Figures.Cost, sum.Figures.Requests))],
            BlindSpots = covers is null
                ? ["Spend by model and key is not known yet: burn comes from the balance alone."]
                : now - covers > Late ? [$"Spend by model and key is known until {covers:yyyy-MM-dd HH:mm} UTC; later burn comes from the balance alone."] : [],
        };
    }

    private static DateTimeOffset CounterFrom(DateTimeOffset? covers, DateTimeOffset now)
    {
        var earliest = now - CounterReach;

        return covers is { } until ? (until - CounterAhead > earliest ? until - CounterAhead : earliest) : now - CounterAlone;
    }

    private static SpendHistory History(IReadOnlyList<HourSum> sums, DateTimeOffset? covers, UsageCounter counter, DateTimeOffset now)
    {
        // Without any hour an account that was read is an idle one, for as long as a level looks back.
        var start = sums.Count > 0 ? sums[0].Start : (covers ?? now).FloorHour().AddDays(-7);
        var end = now.FloorHour();
        start = start < end - SpendFacts.Reach ? end - SpendFacts.Reach : start < end ? start : end;
        var reported = sums.Where(sum => sum.Start.AddHours(1) <= covers && sum.Figures.Cost is not null).Select(sum => (sum.Start, sum.Figures.Cost!.Value)).ToList();
        for (var hour = covers is { } until && until > start ? until.FloorHour() : start; hour < end; hour = hour.AddHours(1))
        {
            if (counter.Spend(new(hour, hour.AddHours(1))) is { } spend)
            {
                reported.Add((hour, spend));
            }
        }

        return SpendHistory.From(reported, new(start, end), covers);
    }

    /// <summary>The reported part of the hour under way.</summary>
    private static Usd? Partial(IReadOnlyList<HourSum> sums, DateTimeOffset hour, DateTimeOffset? covers) =>
        covers > hour && sums.Count > 0 && sums[^1].Start == hour ? sums[^1].Figures.Cost : null;

    private static Dictionary<DateOnly, DaySpend> Days(IReadOnlyList<HourSum> sums, DateTimeOffset? covers)
    {
        var days = new Dictionary<DateOnly, DaySpend>();
        if (sums.Count == 0)
        {
            return days;
        }

        // A covered day without an hour cost nothing.
        for (var day = sums[0].Start.FloorDay(); day < covers; day = day.AddDays(1))
        {
            days[DateOnly.FromDateTime(day.UtcDateTime)] = new(Usd.Zero, Usd.Zero);
        }

        foreach (var sum in sums)
        {
            var day = DateOnly.FromDateTime(sum.Start.UtcDateTime);
            days[day] = new((days.GetValueOrDefault(day)?.Billed ?? Usd.Zero) + (sum.Figures.Cost ?? Usd.Zero), Usd.Zero);
        }

        return days;
    }

    /// <param name="asOf">When the key was last read: what it used since is not known.</param>
    private async Task<SpendFacts?> OwnKeyAsync(string account, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var range = new UtcRange(asOf.FloorDay() - SpendFacts.Reach, asOf.FloorDay().AddDays(1));
        var days = await ledger.CostByDayAsync(account, UsageView.OwnKey, range, cancellationToken);
        if (days.Count == 0)
        {
            return null;
        }

        var counters = OwnCounters.Of(await ledger.KeyCapsAsync(account, cancellationToken));

        return new SpendFacts(DaySpread.Spread(days, new Dictionary<DateTimeOffset, double>(), new(range.Start, asOf)), asOf)
        {
            Month = counters?.Since(asOf.FloorMonth()),
            Days = days.ToDictionary(day => day.Key, day => new DaySpend(day.Value, Usd.Zero)),
        };
    }
}
