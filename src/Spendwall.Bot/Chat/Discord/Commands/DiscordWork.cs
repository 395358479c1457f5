using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Chat.Discord.Commands;

/// <summary>What follows an interaction that was acknowledged; on threads of its own, never in the way of the next acknowledgement.</summary>
internal sealed record DiscordWork(Func<CancellationToken, Task> RunAsync)
{
    /// <summary>Eight at once: the storage has one writer anyway. An interaction's token lives 15 minutes.</summary>
    public static WorkLimits Limits { get; } = new(200, 8, TimeSpan.FromMinutes(14), TimeSpan.FromSeconds(3)) { ThreadName = "Discord work" };
}
