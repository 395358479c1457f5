using Spendwall.Bot.Sandbox.OpenAI;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Scenarios;

/// <summary>What will happen from the simulated start on.</summary>
/// <param name="Story">One sentence for the first lines on the screen.</param>
internal sealed record SandboxPlan(DateTimeOffset Start, string Story, SpendSeries OpenRouter, SpendSeries OpenAI)
{
    public OpenRouterStandInOptions OpenRouterOptions { get; init; } = new();

    public OpenAIStandInOptions OpenAIOptions { get; init; } = new();

    /// <summary>What people type in its course, in order.</summary>
    public IReadOnlyList<ScriptLine> Script { get; init; } = [];

    /// <summary>Days of history behind the start, for the bot's backfill.</summary>
    public int HistoryDays { get; init; } = TrafficGenerator.HistoryDays;
}
