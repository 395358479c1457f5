using System.Text.Json;
using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>
/// What the gateway dispatched, on its way to the handler: interactions beside each other, everything else in order, both off the
/// receive loop and bounded.
/// </summary>
internal sealed partial class DiscordInbox : IHostedService, IDisposable
{
    private readonly IDiscordHandler handler;
    private readonly Dedup dedup;
    private readonly DiscordGatewaySettings settings;
    private readonly ILogger logger;
    private readonly WorkQueue<DiscordInbound> interactions;
    private readonly WorkQueue<DiscordInbound> events;
    private volatile bool isJammed;

    public DiscordInbox(
        IDiscordHandler handler, Dedup dedup, DiscordGatewaySettings settings, [FromKeyedServices("transport")] TimeProvider transport, ILogger<DiscordInbox> logger)
    {
        this.handler = handler;
        this.dedup = dedup;
        this.settings = settings;
        this.logger = logger;
        interactions = new(handler.HandleAsync, new(settings.Backlog, settings.Workers, settings.WorkWithin, settings.DrainWithin), transport, logger);
        events = new(handler.HandleAsync, new(settings.Backlog, 1, settings.WorkWithin, settings.DrainWithin), transport, logger);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(interactions.StartAsync(cancellationToken), events.StartAsync(cancellationToken));

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(interactions.StopAsync(cancellationToken), events.StopAsync(cancellationToken));

    public void Dispose()
    {
        interactions.Dispose();
        events.Dispose();
    }

    /// <summary>Takes on one dispatch. Called from the receive loop, which it may hold up for <see cref="DiscordGatewaySettings.JamPatience"/> once.</summary>
    public ValueTask TakeAsync(string type, JsonElement payload, long receivedAt, CancellationToken cancellationToken)
    {
        if (type != "INTERACTION_CREATE")
        {
            return handler.Wants(type) ? PostAsync(events, new DiscordInbound.Event(receivedAt, type, payload.Clone()), cancellationToken) : ValueTask.CompletedTask;
        }

        if (payload.Whole("type") == 1)
        {
            return ValueTask.CompletedTask;
        }

        if (payload.Text("id") is not { Length: > 0 } id || payload.Text("token") is not { Length: > 0 } token || payload.Text("application_id") is not { Length: > 0 } application)
        {
            LogIncomplete();

            return ValueTask.CompletedTask;
        }

        // A resume may bring it twice.
        return dedup.IsNew([$"discord:{id}"])
            ? PostAsync(interactions, new DiscordInbound.Interaction(receivedAt, new(application, id, token), payload.Clone()), cancellationToken)
            : ValueTask.CompletedTask;
    }

    public ValueTask TakeAsync(DiscordInbound.Ready ready, CancellationToken cancellationToken) => PostAsync(events, ready, cancellationToken);

    private ValueTask PostAsync(WorkQueue<DiscordInbound> queue, DiscordInbound inbound, CancellationToken cancellationToken)
    {
        if (!queue.TryReserve())
        {
            return WaitAsync(queue, inbound, cancellationToken);
        }

        isJammed = false;
        queue.Post(inbound);

        return ValueTask.CompletedTask;
    }

    /// <summary>A burst is waited for; a jam is not, or the heartbeats' answers would be read too late.</summary>
    private async ValueTask WaitAsync(WorkQueue<DiscordInbound> queue, DiscordInbound inbound, CancellationToken cancellationToken)
    {
        if (!isJammed && await queue.ReserveAsync(settings.JamPatience, cancellationToken))
        {
            queue.Post(inbound);

            return;
        }

        isJammed = true;
        LogDropped(inbound.GetType().Name, settings.Backlog);
    }

    [LoggerMessage(1, LogLevel.Error, "{Kind} is dropped: {Backlog} are waiting already")]
    private partial void LogDropped(string kind, int backlog);

    [LoggerMessage(2, LogLevel.Warning, "Discord sent an interaction without an id or a token")]
    private partial void LogIncomplete();
}
