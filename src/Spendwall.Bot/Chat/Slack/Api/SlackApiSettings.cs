namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>How the client waits and how much it takes; the defaults are for Slack itself. All of it is transport time.</summary>
internal sealed record SlackApiSettings
{
    /// <summary>One request, its whole answer included.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After the first attempt, of what may be sent again.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Before the first retry after silence, doubled each time, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>After a 429 that does not say how long, for anything but a post (which waits a second).</summary>
    public TimeSpan UnsaidRetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of one answer.</summary>
    public int LargestAnswer { get; init; } = 8 * 1024 * 1024;
}
