using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Slack.Api;

/// <summary>How often a method may be called, in calls a minute.</summary>
internal enum SlackTier
{
    One = 1,
    Two = 20,
    Three = 50,
    Four = 100,
    Special = 600,

    /// <summary>A few hundred a minute in the workspace, and about one a second in a channel.</summary>
    Posting = 300,
}

/// <param name="Scope">What the token needs; null: nothing.</param>
/// <param name="Run">Answers what stands beside <c>ok</c>.</param>
internal sealed record SlackMethod(string Name, SlackTier Tier, string? Scope, Func<SlackCall, JsonObject> Run)
{
    /// <summary>Whether arguments may come as JSON; without it they are not seen.</summary>
    public bool TakesJson { get; init; }

    /// <summary>Called with the app's token instead of the bot's.</summary>
    public bool IsApps { get; init; }
}
