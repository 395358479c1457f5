using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>
/// The watches of all accounts. Each takes the hours that became whole since it was looked at last; after a start it is
/// made anew from the ledger, which holds all that it ever knew.
/// </summary>
public sealed class AnomalyWatches(ISpendLedger ledger, UseReader use) : IDisposable
{
    /// <summary>The newest hours still fill: they are looked at when they had this long to.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, AccountWatch> watches = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, AnomalyOutlook> looks = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim one = new(1, 1);

    public async Task<AnomalyOutlook> ReadAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (!watches.TryGetValue(account.Name, out var watch))
            {
                watches[account.Name] = watch = new AccountWatch();
            }

            await CatchUpAsync(watch, account, now, cancellationToken);
            if (watch.Until is not { } until || watch.Open is not { Count: > 0 } open)
            {
                return looks[account.Name] = new(watch.Until, [], null);
            }

            // Nothing can have changed inside the hour.
            return looks.GetValueOrDefault(account.Name) is { } before && before.AsOf == until
                ? before
                : looks[account.Name] = await LookAsync(watch, account, new(open.Min(static signal => signal.Since), until), now, cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>How far an account is looked at, and the hours that tell what was usual before an instant; empty: none is known.</summary>
    public async Task<(DateTimeOffset? AsOf, IReadOnlyList<UtcRange> Usual)> PastAsync(AccountOptions account, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (!watches.TryGetValue(account.Name, out var watch))
            {
                watches[account.Name] = watch = new AccountWatch();
            }

            await CatchUpAsync(watch, account, now, cancellationToken);

            return (watch.Until, watch.BaseOf(since));
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<AnomalyOutlook> LookAsync(AccountWatch watch, AccountOptions account, UtcRange incident, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = new List<UsageSlice>();
        var usual = watch.BaseOf(incident.Start);
        foreach (var range in usual)
        {
            before.AddRange(await SlicesAsync(account, range, now, cancellationToken));
        }

        var change = usual.Count == 0
            ? null
            : Explainer.Explain(before, await SlicesAsync(account, incident, now, cancellationToken), incident.Length.TotalHours / usual.Sum(static range => range.Length.TotalHours));

        return new(incident.End, watch.Open, change) { Names = await NamesAsync(account, cancellationToken) };
    }

    private async Task<IReadOnlyList<UsageSlice>> SlicesAsync(AccountOptions account, UtcRange range, DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. (await use.SumsAsync(account, range, now, cancellationToken)).Where(static bucket => bucket.Cost is not null).Select(UseSlices.Of)];

    private async Task CatchUpAsync(AccountWatch watch, AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await use.CoversAsync(account, cancellationToken) is not { } covers)
        {
            return;
        }

        var settled = (now - Settles).FloorHour();
        var until = covers < settled ? covers : settled;
        var from = watch.Until ?? until - AccountWatch.Reach;
        var hour = new List<UsageBucket>();
        DateTimeOffset? at = watch.Until;
        if (until <= from)
        {
            return;
        }

        await foreach (var bucket in use.HoursAsync(account, new(from, until), now, cancellationToken))
        {
            var start = bucket.Start.FloorHour();

            // Before the first bucket ever nothing is known; after it an hour without any was one without use.
            at ??= start;
            for (; at < start; at = at.Value.AddHours(1))
            {
                watch.Take(at.Value, hour);
                hour = [];
            }

            hour.Add(bucket);
        }

        for (; at < until; at = at.Value.AddHours(1))
        {
            watch.Take(at.Value, hour);
            hour = [];
        }
    }

    public void Dispose() => one.Dispose();

    private async Task<Dictionary<string, string>> NamesAsync(AccountOptions account, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in await ledger.NamesAsync(account.Name, cancellationToken))
        {
            if (name.Kind is "key" or "project" && name.Name.Length > 0)
            {
                names[name.Id] = name.Name;
            }
        }

        return names;
    }
}
