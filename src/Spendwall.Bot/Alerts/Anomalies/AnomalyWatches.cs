using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>
/// The watches of all accounts. Each takes the hours that became whole since it was looked at last; after a start it is
/// made anew from the ledger, which holds all that it ever knew.
/// </summary>
public sealed class AnomalyWatches(UseReader use) : IDisposable
{
    private readonly Dictionary<string, AccountWatch> watches = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, AnomalyOutlook> looks = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim one = new(1, 1);

    public Task<AnomalyOutlook> ReadAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken) =>
        CaughtUpAsync(account, now, async watch =>
        {
            if (watch.Until is not { } until || watch.Open is not { Count: > 0 } open)
            {
                return looks[account.Name] = new(watch.Until, [], null);
            }

            // Nothing can have changed inside the hour.
            return looks.GetValueOrDefault(account.Name) is { } before && before.AsOf == until
                ? before
                : looks[account.Name] = await LookAsync(watch, account, new(open.Min(static signal => signal.Since), until), now, cancellationToken);
        }, cancellationToken);

    /// <summary>How far an account is looked at, and the hours that tell what was usual before an instant; empty: none is known.</summary>
    public Task<(DateTimeOffset? AsOf, IReadOnlyList<UtcRange> Usual)> PastAsync(AccountOptions account, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) =>
        CaughtUpAsync(account, now, watch => Task.FromResult((watch.Until, watch.BaseOf(since))), cancellationToken);

    /// <summary>Asks an account's watch, one caller at a time, when it has seen all that there is.</summary>
    private async Task<T> CaughtUpAsync<T>(AccountOptions account, DateTimeOffset now, Func<AccountWatch, Task<T>> ask, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (!watches.TryGetValue(account.Name, out var watch))
            {
                watches[account.Name] = watch = new AccountWatch();
            }

            await CatchUpAsync(watch, account, now, cancellationToken);

            return await ask(watch);
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<AnomalyOutlook> LookAsync(AccountWatch watch, AccountOptions account, UtcRange incident, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var usual = watch.BaseOf(incident.Start);
        var change = usual.Count == 0
            ? null
            : Explainer.Explain(await use.SlicesAsync(account, usual, now, cancellationToken), await use.SlicesAsync(account, [incident], now, cancellationToken), incident.Length.TotalHours / usual.Sum(static range => range.Length.TotalHours));

        return new(incident.End, watch.Open, change) { Names = await use.CallerNamesAsync(account, cancellationToken) };
    }

    private async Task CatchUpAsync(AccountWatch watch, AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await use.CoversAsync(account, cancellationToken) is not { } covers)
        {
            return;
        }

        var until = UseReader.Settled(covers, now);
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
}
