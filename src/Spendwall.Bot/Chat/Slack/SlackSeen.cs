namespace Spendwall.Bot.Chat.Slack;

/// <summary>
/// Messages that were worked on: Slack has been seen sending one message as two events with ids of their own, which the
/// transport cannot know for one.
/// </summary>
internal sealed class SlackSeen(TimeProvider transport)
{
    /// <summary>Longer than Slack's last retry.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    private readonly Queue<(string Key, DateTimeOffset At)> order = new();

    public bool IsNew(string key)
    {
        var now = transport.GetUtcNow();
        lock (gate)
        {
            while (order.TryPeek(out var oldest) && now - oldest.At > Remembered)
            {
                seen.Remove(order.Dequeue().Key);
            }

            if (!seen.Add(key))
            {
                return false;
            }

            order.Enqueue((key, now));

            return true;
        }
    }
}
