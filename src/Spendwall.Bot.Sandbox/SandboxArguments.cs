using Spendwall.Bot.Sandbox.Scenarios;

namespace Spendwall.Bot.Sandbox;

/// <summary>Which providers are stood in for.</summary>
internal enum StandIns
{
    Both,
    OpenRouter,
    OpenAI,
}

/// <summary>The command line, checked.</summary>
internal sealed record SandboxArguments
{
    /// <summary>One real second is a quarter of an hour: the default scenario's warning comes within half a minute.</summary>
    public const double DemoSpeed = 900;

    public string Scenario { get; init; } = ScenarioCatalogue.Default;

    /// <summary>Null: the scenario is generated.</summary>
    public string? SeriesPath { get; init; }

    public StandIns As { get; init; }

    public SandboxChat Chat { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Null: 900 with the bot inside, 1 for a bot outside, whose clock is the real one.</summary>
    public double? Speed { get; init; }

    public bool Serve { get; init; }

    /// <summary>Real time.</summary>
    public TimeSpan? ExitAfter { get; init; }

    /// <summary>Null: a temporary one, deleted at the end.</summary>
    public string? Database { get; init; }

    /// <summary>How much of a replayed series happens after the start; null: a day, with <see cref="Serve"/> none.</summary>
    public double? LiveHours { get; init; }

    /// <summary>The simulated start; null: now, or what the scenario likes best.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Where to write what <see cref="Join"/> reads.</summary>
    public string? Handover { get; init; }

    /// <summary>Runs only the bot, against the stand-ins of another process.</summary>
    public string? Join { get; init; }

    public double EffectiveSpeed => Speed ?? (Serve ? 1 : DemoSpeed);

    public TimeSpan Live => TimeSpan.FromHours(LiveHours ?? (Serve ? 0 : 24));
}
