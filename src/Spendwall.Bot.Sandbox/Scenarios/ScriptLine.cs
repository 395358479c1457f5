namespace Spendwall.Bot.Sandbox.Scenarios;

/// <summary>Something that somebody types in the course of a scenario.</summary>
/// <param name="After">Simulated time since the start.</param>
/// <param name="Line">Such as <c>/runway</c>.</param>
/// <param name="Who">A person of the stand-in chat, such as <c>alex</c>; null: somebody at the bot's own terminal.</param>
internal sealed record ScriptLine(TimeSpan After, string Line, string? Who = null)
{
    /// <summary>What must have happened before; null: nothing. A person waits for it, however slow the machine is.</summary>
    public Func<IServiceProvider, CancellationToken, Task<bool>>? When { get; init; }
}
