namespace Spendwall.Bot.Chat.Wire;

/// <summary>
/// What has been seen for a quarter of an hour of transport time, whichever way it came: Slack's last retry comes five minutes
/// after the first try, by the clock on the wall however fast the business runs. A retry whose first try never arrived is new.
/// </summary>
internal sealed class Dedup([FromKeyedServices("transport")] TimeProvider transport)
{
    private const int Most = 100_000;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, DateTimeOffset Until)> inOrder = new();

    /// <summary>Takes in all names of one delivery.</summary>
    /// <returns>Whether none of them was known.</returns>
    public bool IsNew(IReadOnlyList<string> keys)
    {
        lock (gate)
        {
            var now = transport.GetUtcNow();
            while (inOrder.TryPeek(out var oldest) && (oldest.Until <= now || inOrder.Count > Most))
            {
                seen.Remove(inOrder.Dequeue().Key);
            }

            bool isNew = !keys.Any(seen.Contains);
            foreach (string key in keys.Where(seen.Add))
            {
                inOrder.Enqueue((key, now + Memory));
            }

            return isNew;
        }
    }

    /// <summary>It could not be taken on: the retry is welcome.</summary>
    public void Forget(IReadOnlyList<string> keys)
    {
        lock (gate)
        {
            foreach (string key in keys)
            {
                seen.Remove(key);
            }
        }
    }
}
