using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenAI;

/// <summary>The organisation behind the stand-in.</summary>
internal sealed class OpenAIAccount(SpendSeries series, TimeProvider clock, OpenAIStandInOptions options)
{
    public SpendSeries Series => series;

    public OpenAIStandInOptions Options => options;

    public CallerBook Callers { get; } = new(series, options.Seed);

    public DateTimeOffset Now => clock.GetUtcNow();

    public string AdminKey { get; } = $"sk-admin-{StableHash.Hex(options.Seed, "openai-admin")}";

    /// <summary>A key that may call models and read no usage.</summary>
    public string ProjectKey { get; } = $"sk-proj-{StableHash.Hex(options.Seed, "openai-project")}";
}
