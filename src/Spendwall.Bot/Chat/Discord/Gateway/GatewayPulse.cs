namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>The heartbeats of one connection. https://docs.discord.com/developers/events/gateway#sending-heartbeats</summary>
internal sealed class GatewayPulse(GatewaySender sender, GatewaySession session, DiscordGatewaySettings settings, TimeProvider transport)
{
    private int unanswered;

    /// <summary>Op 11 came.</summary>
    public void Answered() => Volatile.Write(ref unanswered, 0);

    /// <summary>Op 1 came: a heartbeat at once, out of turn. When the budget has no room for it, the next that is due says the same.</summary>
    public Task AnswerAsync() => sender.SendAsync(GatewayFrames.Heartbeat(session.Sequence), isDue: false);

    /// <summary>Beats, the first time after a random part of the interval, until one that was due is not answered before the next: the connection is dead.</summary>
    public async Task BeatAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        await Task.Delay(interval * settings.Random(), transport, cancellationToken);
        while (Volatile.Read(ref unanswered) == 0)
        {
            Volatile.Write(ref unanswered, 1);
            if (!await sender.SendAsync(GatewayFrames.Heartbeat(session.Sequence), isDue: true))
            {
                Volatile.Write(ref unanswered, 0);
            }

            await Task.Delay(interval, transport, cancellationToken);
        }
    }
}
