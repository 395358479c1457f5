namespace Spendwall.Bot.Sandbox.Discord;

/// <summary>How the guild and its platform behave; all times are real, not simulated.</summary>
internal sealed record DiscordStandInOptions
{
    /// <summary>Makes the token and draws the faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether buckets, the global limit and the pace of identifies are kept.</summary>
    public bool KeepRates { get; init; } = true;

    /// <summary>What is not answered within this is unknown afterwards (10062).</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long an interaction's token takes followups and edits.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromMinutes(15);

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(41_250);

    /// <summary>How long a session without a connection can be resumed.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Identifies a day, of which <see cref="SessionStarts"/> are left at the start.</summary>
    public int SessionStartTotal { get; init; } = 1_000;

    public int SessionStarts { get; init; } = 1_000;

    public TimeSpan SessionStartReset { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Invalid requests (401, 403, 429) in ten minutes before the address is banned.</summary>
    public int InvalidRequestLimit { get; init; } = 10_000;

    /// <summary>Where everything that is said is written as lines of text; null: nowhere.</summary>
    public TextWriter? Transcript { get; init; }

    /// <summary>In front of every line of it; empty: nothing.</summary>
    public string TranscriptMark { get; init; } = "";
}
