namespace Spendwall.Bot.Chat.Slack.Transport;

/// <summary>Waits and sizes of both transports; the defaults are for Slack itself. All of it is transport time.</summary>
internal sealed record SlackTransportSettings
{
    /// <summary>Slack gives up after three seconds.</summary>
    public TimeSpan AcknowledgeWithin { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Bytes of one request or one frame.</summary>
    public int LargestMessage { get; init; } = 4 * 1024 * 1024;

    /// <summary>Deliveries taken on and not yet done.</summary>
    public int Backlog { get; init; } = 1024;

    public int Workers { get; init; } = 16;

    /// <summary>One delivery's work.</summary>
    public TimeSpan WorkWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What is taken on is finished before the process ends, for so long.</summary>
    public TimeSpan DrainWithin { get; init; } = TimeSpan.FromSeconds(5);

    public int Connections { get; init; } = 2;

    /// <summary>Between the first openings, so that the connections do not expire together.</summary>
    public TimeSpan Stagger { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the handshake and the hello.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A ping that nobody answers for so long ends the connection.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A connection that brought nothing for so long is replaced, whatever its pings say.</summary>
    public TimeSpan SilentFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A connection that lived so long was a good one: the waits start anew.</summary>
    public TimeSpan GoodAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A replaced connection may bring the last of its deliveries for so long.</summary>
    public TimeSpan RetireWithin { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan CloseWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After <c>too_many_websockets</c>: someone else uses the token as well, and both may not chase each other.</summary>
    public TimeSpan CrowdedWait { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The waits before each further try, given a source of randomness from 0 to 1.</summary>
    public Func<Func<double>, IEnumerable<TimeSpan>> Backoff { get; init; } = Wire.Backoff.Sequence;
}
