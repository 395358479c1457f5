using Spendwall.Bot.Sandbox;

namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>How a series is replayed.</summary>
internal sealed record ReplaySettings
{
    public StandIns As { get; init; }

    /// <summary>How often the bot's process is killed with -9 and started again.</summary>
    public int Kills { get; init; }

    /// <summary>Makes keys, ids and the moments of the kills.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How much of the series happens while the bot runs; the rest is history for its backfill.</summary>
    public TimeSpan Live { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Real time from the simulated start to the last final bill.</summary>
    public TimeSpan Lasts { get; init; } = TimeSpan.FromSeconds(20);
}
