using System.Runtime.InteropServices;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Providers;

/// <summary>
/// Rows of one answer by start and series. Rows that differ only in what the series does not keep become one; a figure
/// is null only when no row told it.
/// </summary>
internal sealed class BucketSums
{
    private readonly Dictionary<(DateTimeOffset Start, UsageSeries Series), UsageBucket> buckets = [];

    public void Add(UsageBucket bucket)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(buckets, (bucket.Start, bucket.Series), out bool exists);
        slot = exists ? Join(slot!, bucket) : bucket;
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<UsageBucket> ToList() => [.. buckets.Values.OrderBy(bucket => bucket.Start)];

    private static UsageBucket Join(UsageBucket a, UsageBucket b) => a with
    {
        Requests = Sum(a.Requests, b.Requests),
        InputTokens = Sum(a.InputTokens, b.InputTokens),
        CachedTokens = Sum(a.CachedTokens, b.CachedTokens),
        OutputTokens = Sum(a.OutputTokens, b.OutputTokens),
        ReasoningTokens = Sum(a.ReasoningTokens, b.ReasoningTokens),
        Cost = Sum(a.Cost, b.Cost),
        ByokCost = Sum(a.ByokCost, b.ByokCost),
    };

    private static long? Sum(long? a, long? b) => a is { } x && b is { } y ? checked(x + y) : a ?? b;

    private static Usd? Sum(Usd? a, Usd? b) => a is { } x && b is { } y ? x + y : a ?? b;
}
