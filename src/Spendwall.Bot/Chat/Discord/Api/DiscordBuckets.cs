using System.Collections.Concurrent;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>The buckets of one token: by hash and major parameter; by route for as long as the hash is not known.</summary>
internal sealed class DiscordBuckets(TimeProvider transport, TimeSpan margin)
{
    /// <summary>Every interaction has a bucket of its own, so that idle ones must go.</summary>
    private const int Many = 1_000;

    private readonly ConcurrentDictionary<string, string> hashes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Key, string Major), DiscordBucket> buckets = new();

    public int Count => buckets.Count;

    public DiscordBucket Find(DiscordRoute route)
    {
        if (buckets.Count > Many)
        {
            foreach (var (key, bucket) in buckets)
            {
                if (bucket.IsIdle)
                {
                    buckets.TryRemove(KeyValuePair.Create(key, bucket));
                }
            }
        }

        string name = hashes.TryGetValue(route.Name, out string? hash) ? hash : route.Name;

        return buckets.GetOrAdd((name, route.Major), static (_, self) => new DiscordBucket(self.Transport, self.Margin), (Transport: transport, Margin: margin));
    }

    /// <summary>Ends the turn of a request with what its answer said, in the bucket that the answer named.</summary>
    /// <param name="entered">The bucket it came in through.</param>
    /// <param name="told">Null: no answer came, or one that says nothing of the limits.</param>
    /// <returns>The bucket of the route from now on.</returns>
    public DiscordBucket Leave(DiscordRoute route, DiscordBucket entered, RateHeaders? told)
    {
        if (told?.Bucket is { } hash)
        {
            hashes[route.Name] = $"#{hash}";
        }

        var bucket = Find(route);
        if (ReferenceEquals(bucket, entered) || told is null)
        {
            entered.Leave(told);
        }
        else
        {
            bucket.Learn(told);
            entered.GiveBack();
        }

        return bucket;
    }
}
