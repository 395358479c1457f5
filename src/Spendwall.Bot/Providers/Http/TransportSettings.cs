namespace Spendwall.Bot.Providers.Http;

/// <summary>How a client waits and how much it takes; the defaults are for the real providers.</summary>
public sealed record TransportSettings
{
    /// <summary>One request, its whole body included.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>One request with all its retries and waits.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After the first attempt; 0 never retries.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Before the first retry, doubled each time, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Attempts within <see cref="CircuitWindow"/> before a circuit can open.</summary>
    public int CircuitThroughput { get; init; } = 8;

    public TimeSpan CircuitWindow { get; init; } = TimeSpan.FromMinutes(2);

    public TimeSpan CircuitBreak { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of one answer, unpacked.</summary>
    public int LargestAnswer { get; init; } = 64 * 1024 * 1024;

    /// <summary>Requests to one host at once, over all accounts.</summary>
    public int RequestsPerHost { get; init; } = 4;

    /// <summary>Off only where time stands still.</summary>
    public bool Paced { get; init; } = true;

    /// <summary>From 0 to 1, for jitter; null: a generator of the client's own.</summary>
    public Func<double>? Random { get; init; }
}
