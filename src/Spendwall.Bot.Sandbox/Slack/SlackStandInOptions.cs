namespace Spendwall.Bot.Sandbox.Slack;

/// <summary>How the workspace and its platform behave; all times are real, not simulated.</summary>
internal sealed record SlackStandInOptions
{
    /// <summary>What the manifest's app is granted, without <c>chat:write.public</c>: the bot has to join.</summary>
    public static readonly IReadOnlyList<string> UsualScopes =
    [
        "app_mentions:read", "bookmarks:write", "channels:history", "channels:join", "channels:read", "chat:write", "commands", "files:write",
        "groups:history", "groups:read", "im:write", "pins:write", "usergroups:read", "users:read", "users:read.email",
    ];

    /// <summary>Makes the tokens and draws the faults.</summary>
    public int Seed { get; init; } = 1;

    public IReadOnlyList<string> Scopes { get; init; } = UsualScopes;

    /// <summary>Whether the tiers and the pace of one post a second and channel are kept.</summary>
    public bool KeepRates { get; init; } = true;

    /// <summary>What is not acknowledged within this has failed.</summary>
    public TimeSpan AckWithin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a socket lives before it is to be refreshed.</summary>
    public TimeSpan SocketLife { get; init; } = TimeSpan.FromSeconds(18_060);

    /// <summary>The waits before an unacknowledged event is sent again.</summary>
    public IReadOnlyList<TimeSpan> Redelivery { get; init; } = [TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)];

    /// <summary>Where everything that is said is written as lines of text; null: nowhere.</summary>
    public TextWriter? Transcript { get; init; }

    /// <summary>In front of every line of it; empty: nothing.</summary>
    public string TranscriptMark { get; init; } = "";
}
