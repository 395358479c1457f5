using System.Text.Json;

namespace Spendwall.Bot.Chat.Discord;

/// <summary>What the gateway dispatched, seen for the first time.</summary>
/// <param name="ReceivedAt">When it arrived, by the monotonic clock of the transport's <see cref="TimeProvider.GetTimestamp"/>: an answer is due 3 s later.</param>
internal abstract record DiscordInbound(long ReceivedAt)
{
    /// <summary>Of any type but PING: the whole <c>INTERACTION_CREATE</c> payload.</summary>
    public sealed record Interaction(long ReceivedAt, DiscordReply Reply, JsonElement Payload) : DiscordInbound(ReceivedAt);

    /// <summary>A session began or went on; <paramref name="Application"/> and <paramref name="User"/> are this bot's ids.</summary>
    public sealed record Ready(long ReceivedAt, string Application, string User, bool Resumed) : DiscordInbound(ReceivedAt);

    /// <summary>Any other dispatch the handler may care for: guilds, channels, threads, roles come and go. No messages: the only intent is GUILDS.</summary>
    public sealed record Event(long ReceivedAt, string Type, JsonElement Payload) : DiscordInbound(ReceivedAt);
}

/// <summary>Handles what came in, off the receive loop: a slow handler never delays a heartbeat.</summary>
internal interface IDiscordHandler
{
    Task HandleAsync(DiscordInbound inbound, CancellationToken cancellationToken);

    /// <summary>Whether <see cref="DiscordInbound.Event"/>s of a type are handled at all; the others are not even kept.</summary>
    bool Wants(string type) => true;
}
