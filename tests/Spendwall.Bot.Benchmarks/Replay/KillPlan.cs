namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>When a life of the bot ends: some time after it has sent so many requests, so that a slow machine is hit at the same places.</summary>
/// <param name="AfterRequests">0: while it starts.</param>
internal readonly record struct KillMoment(int AfterRequests, TimeSpan Delay);

internal static class KillPlan
{
    /// <summary>The first read of both providers takes about 70 requests, a poll about 20 in a second.</summary>
    private const int MostRequests = 90;

    /// <summary>Real moments, in the middle of starts, backfills, polls and the pauses between them.</summary>
    public static IReadOnlyList<KillMoment> Moments(int count, int seed)
    {
        var random = new Random(seed);

        return [.. Enumerable.Range(0, count).Select(_ => random.Next(6) == 0
            ? new KillMoment(0, TimeSpan.FromMilliseconds(random.Next(1_500)))
            : new KillMoment(random.Next(1, MostRequests), TimeSpan.FromMilliseconds(random.Next(60))))];
    }
}
