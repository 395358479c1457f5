namespace Spendwall.Bot.Sandbox.Serving;

/// <summary>One request as it was answered; headers, and with them keys, are never kept.</summary>
/// <param name="Path">Without the query.</param>
internal sealed record RequestEntry(DateTimeOffset At, string Method, string Path, string Query, int Status);

/// <summary>The newest requests, oldest first.</summary>
internal sealed class RequestLog
{
    private const int Capacity = 10_000;

    private readonly Lock gate = new();
    private readonly Queue<RequestEntry> entries = new();
    private long total;

    public IReadOnlyList<RequestEntry> All
    {
        get
        {
            lock (gate)
            {
                return [.. entries];
            }
        }
    }

    /// <summary>All requests there were, those too that are no longer kept.</summary>
    public long Total => Volatile.Read(ref total);

    public void Add(RequestEntry entry)
    {
        lock (gate)
        {
            if (entries.Count == Capacity)
            {
                entries.Dequeue();
            }

            entries.Enqueue(entry);
            total++;
        }
    }
}
