namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary>Counts calls by method, and posts by channel too, in real time.</summary>
internal sealed class RateBook(TimeProvider real)
{
    private const int Burst = 5;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PerPost = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<long>> calls = [];
    private readonly Dictionary<string, (long At, double Debt)> channels = [];

    /// <returns>How long to wait; null: the call may pass, and is counted.</returns>
    public TimeSpan? Take(SlackMethod method, string? channel)
    {
        lock (gate)
        {
            long now = real.GetTimestamp();
            if (!calls.TryGetValue(method.Name, out var passed))
            {
                calls[method.Name] = passed = new();
            }

            while (passed.Count > 0 && real.GetElapsedTime(passed.Peek(), now) >= Minute)
            {
                passed.Dequeue();
            }

            if (passed.Count >= (int)method.Tier)
            {
                return Minute - real.GetElapsedTime(passed.Peek(), now);
            }

            if (method.Tier == SlackTier.Posting && channel is not null && Pace(channel, now) is { } wait)
            {
                return wait;
            }

            passed.Enqueue(now);

            return null;
        }
    }

    /// <summary>A short burst passes; then one a second.</summary>
    private TimeSpan? Pace(string channel, long now)
    {
        double debt = channels.TryGetValue(channel, out var last) ? Math.Max(0, last.Debt - (real.GetElapsedTime(last.At, now) / PerPost)) : 0;
        if (debt + 1 > Burst)
        {
            return PerPost * (debt + 1 - Burst);
        }

        channels[channel] = (now, debt + 1);

        return null;
    }
}
