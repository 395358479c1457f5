namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>How often each <c>response_url</c> may still be used: five times within thirty minutes of its arrival.</summary>
internal sealed class ResponseUrls(TimeProvider clock)
{
    public const int MostUses = 5;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Use> uses = new(StringComparer.Ordinal);
    private readonly Queue<(string Url, DateTimeOffset At)> inOrder = new();

    /// <summary>Slack sent it: its thirty minutes begin.</summary>
    public void Arrived(Uri url)
    {
        lock (gate)
        {
            Get(url);
        }
    }

    /// <summary>Takes one use.</summary>
    /// <returns>Null when there was one; else Slack's word for why not.</returns>
    public string? Take(Uri url)
    {
        lock (gate)
        {
            var use = Get(url);
            if (clock.GetUtcNow() - use.ArrivedAt >= Life)
            {
                return "expired_url";
            }

            return use.Count < MostUses && ++use.Count > 0 ? null : "used_url";
        }
    }

    /// <summary>The use did not reach Slack.</summary>
    public void GiveBack(Uri url)
    {
        lock (gate)
        {
            Get(url).Count--;
        }
    }

    private Use Get(Uri url)
    {
        var now = clock.GetUtcNow();

        // Kept for twice their life, so that a late use is told apart from a first one.
        while (inOrder.TryPeek(out var oldest) && now - oldest.At > Life * 2)
        {
            uses.Remove(inOrder.Dequeue().Url);
        }

        if (!uses.TryGetValue(url.AbsoluteUri, out var use))
        {
            use = uses[url.AbsoluteUri] = new Use { ArrivedAt = now };
            inOrder.Enqueue((url.AbsoluteUri, now));
        }

        return use;
    }

    private sealed class Use
    {
        public required DateTimeOffset ArrivedAt { get; init; }

        public int Count { get; set; }
    }
}
