namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>Waits and sizes of the gateway; the defaults are for Discord itself. All of it is transport time.</summary>
internal sealed record DiscordGatewaySettings
{
    /// <summary>For the handshake, and again for Hello and READY or RESUMED.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>One frame of ours.</summary>
    public TimeSpan SendWithin { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan CloseWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A connection that was ready for so long was a good one: the waits start anew.</summary>
    public TimeSpan GoodAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Resumes that may fail one after the other before the session is given up.</summary>
    public int MostResumes { get; init; } = 3;

    /// <summary>A session that was resumed for so long is begun anew: such sessions have been seen to lose their intents.</summary>
    public TimeSpan RenewAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>One Identify in five seconds. https://docs.discord.com/developers/events/gateway#rate-limiting</summary>
    public TimeSpan IdentifyGap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After op 9 that says the session is gone: between this and five times this.</summary>
    public TimeSpan InvalidWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Frames of ours in a minute, heartbeats included; more end the connection with 4008.</summary>
    public int MostSends { get; init; } = 120;

    /// <summary>Of those, so many are for heartbeats that are due.</summary>
    public int KeptForHeartbeats { get; init; } = 5;

    /// <summary>Bytes of one frame: GUILD_CREATE of a large server is the largest.</summary>
    public int LargestFrame { get; init; } = 32 * 1024 * 1024;

    /// <summary>Interactions taken on and not yet done; as many again of other events.</summary>
    public int Backlog { get; init; } = 1024;

    /// <summary>For interactions; other events keep their order and have one.</summary>
    public int Workers { get; init; } = 16;

    /// <summary>One event's work.</summary>
    public TimeSpan WorkWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What is taken on is finished before the process ends, for so long.</summary>
    public TimeSpan DrainWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a full backlog may hold up the receive loop, once; then events are dropped until there is room.</summary>
    public TimeSpan JamPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From 0 to 1, for the first heartbeat and for op 9; safe to call from anywhere.</summary>
    public Func<double> Random { get; init; } = Jitter();

    /// <summary>The waits before each further try, given a source of randomness from 0 to 1.</summary>
    public Func<Func<double>, IEnumerable<TimeSpan>> Backoff { get; init; } = Wire.Backoff.Sequence;

    private static Func<double> Jitter()
    {
        var gate = new Lock();
        var random = new Random();

        return () =>
        {
            lock (gate)
            {
                return random.NextDouble();
            }
        };
    }
}
