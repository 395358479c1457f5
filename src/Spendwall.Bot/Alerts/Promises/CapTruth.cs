using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Alerts.Promises;

/// <summary>
/// When a key's cap was used up, by the provider's word on it, of which only the newest is kept: told when a look finds it
/// used up and the look before did not. Pure.
/// </summary>
internal static class CapTruth
{
    public const string Layer = "key_limit";

    /// <summary>So many looks back are enough to find the one before.</summary>
    public const int Looks = 100;

    /// <param name="caps">The newest word on each.</param>
    /// <param name="polls">Newest first.</param>
    public static Promise Settle(Promise promise, IReadOnlyList<KeyCap> caps, IReadOnlyList<PollRun> polls, DateTimeOffset now)
    {
        string key = Name(promise.Scope["key"]);
        if (caps.FirstOrDefault(cap => cap.Layer == Layer && Name(cap.Name) == key) is not { Disabled: false } cap || cap.Limit != promise.Target)
        {
            return CounterTruth.Void(promise, now, "The cap was changed or taken away.");
        }

        if (cap.Remaining is not { } remaining || cap.ObservedAt <= promise.MadeAt)
        {
            return promise;
        }

        if (cap.ObservedAt >= promise.PeriodEnd)
        {
            var reset = promise.PeriodEnd.Value;

            return CounterTruth.IsSeen(promise, LookBefore(reset), reset) ? promise with { State = PromiseState.Refilled, DecidedAt = reset } : Unseen(reset);
        }

        if (remaining > Usd.Zero)
        {
            return CounterTruth.Outlasted(promise, cap.ObservedAt);
        }

        return CounterTruth.IsSeen(promise, LookBefore(cap.ObservedAt), cap.ObservedAt) ? promise with { State = PromiseState.Known, DecidedAt = cap.ObservedAt } : Unseen(cap.ObservedAt);

        DateTimeOffset LookBefore(DateTimeOffset instant) => polls.Where(poll => poll.Ok && poll.EndedAt < instant && poll.StartedAt > promise.MadeAt).Max(static poll => (DateTimeOffset?)poll.StartedAt) ?? promise.MadeAt;

        Promise Unseen(DateTimeOffset at) => CounterTruth.Void(promise, at, CounterTruth.NotLooking);
    }

    /// <summary>A scope that was stored has no double quotes.</summary>
    private static string Name(string? key) => string.IsNullOrWhiteSpace(key) ? "" : Scope.Of("key", key).Text;
}
