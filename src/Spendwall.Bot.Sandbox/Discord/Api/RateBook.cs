using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>Where a request stands in its bucket.</summary>
/// <param name="Wait">How long to wait; null: the request may pass, and is counted.</param>
internal sealed record RateState(string Hash, int Limit, int Remaining, TimeSpan ResetAfter, TimeSpan? Wait, bool IsGlobal = false);

/// <summary>Buckets by name and major parameter, the fifty a second of a bot, and the invalid requests of an address; in real time.</summary>
internal sealed class RateBook(TimeProvider real, DiscordStandInOptions options)
{
    private const int GlobalLimit = 50;
    private static readonly TimeSpan GlobalPer = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InvalidPer = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (long StartedAt, int Used)> windows = [];
    private readonly Queue<long> invalid = new();
    private int salt;

    /// <summary>Answered with 401, 403 or a 429 that is not shared, in the last ten minutes.</summary>
    public int Invalid
    {
        get
        {
            lock (gate)
            {
                return CountInvalid();
            }
        }
    }

    public bool IsBanned => Invalid >= options.InvalidRequestLimit;

    /// <summary>Gives every bucket another hash, as Discord does now and then.</summary>
    public void Rehash() => Interlocked.Increment(ref salt);

    public RateState Take(DiscordRoute route, string major)
    {
        lock (gate)
        {
            string name = route.Bucket ?? $"{route.Method} {route.Pattern}";
            string hash = StableHash.Hex("bucket", options.Seed, salt, name)[..32];
            long now = real.GetTimestamp();
            if (!route.IsOutsideGlobal && Use("global", GlobalLimit, GlobalPer, now) is { Left: < 0 } all)
            {
                return new(hash, GlobalLimit, 0, all.ResetAfter, all.ResetAfter, IsGlobal: true);
            }

            var own = Use($"{name} {major}", route.Limit, route.Per, now);

            return new(hash, route.Limit, Math.Max(0, own.Left), own.ResetAfter, own.Left < 0 ? own.ResetAfter : null);
        }
    }

    public void CountInvalidRequest()
    {
        lock (gate)
        {
            invalid.Enqueue(real.GetTimestamp());
        }
    }

    private (int Left, TimeSpan ResetAfter) Use(string key, int limit, TimeSpan per, long now)
    {
        if (!windows.TryGetValue(key, out var window) || real.GetElapsedTime(window.StartedAt, now) >= per)
        {
            window = (now, 0);
        }

        var resetAfter = per - real.GetElapsedTime(window.StartedAt, now);
        bool passes = window.Used < limit;
        windows[key] = passes ? window with { Used = window.Used + 1 } : window;

        return (passes ? limit - window.Used - 1 : -1, resetAfter);
    }

    private int CountInvalid()
    {
        while (invalid.Count > 0 && real.GetElapsedTime(invalid.Peek()) >= InvalidPer)
        {
            invalid.Dequeue();
        }

        return invalid.Count;
    }
}
