using System.Collections.Concurrent;
using Spendwall.Bot.Sandbox.Slack.World;

namespace Spendwall.Bot.Sandbox.Slack.Delivery;

/// <summary>What went to the app, and how it took it.</summary>
internal sealed record SlackDelivery(SlackParcel Parcel, SlackReply Reply);

/// <summary>Brings things to the app, by socket unless it has request URLs; unacknowledged events come again.</summary>
internal sealed class Dispatcher(SlackWorkspace workspace, SocketHub sockets, HttpRoute http) : IAsyncDisposable
{
    private readonly ConcurrentQueue<SlackDelivery> deliveries = new();
    private readonly ConcurrentDictionary<string, Task> redeliveries = new();
    private readonly CancellationTokenSource stop = new();

    /// <summary>Null: Socket Mode.</summary>
    public RequestUrls? Urls { get; set; }

    /// <summary>Everything so far, in the order of the answers.</summary>
    public IReadOnlyList<SlackDelivery> Deliveries => [.. deliveries];

    /// <param name="on">The socket; null: the next in turn.</param>
    public async Task<SlackReply> SendAsync(SlackParcel parcel, CancellationToken cancellationToken, int? on = null)
    {
        var reply = await (Urls is { } urls ? http.DeliverAsync(parcel, urls, cancellationToken) : sockets.DeliverAsync(parcel, on, cancellationToken));
        deliveries.Enqueue(new(parcel, reply));
        if (!reply.IsAcknowledged && parcel is { Kind: SlackParcel.Event, Attempt: 0 } && !(Urls is not null && http.NoRetry))
        {
            redeliveries[parcel.EnvelopeId] = RedeliverAsync(parcel);
        }

        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(redeliveries.Values);
        http.Dispose();
    }

    private async Task RedeliverAsync(SlackParcel parcel)
    {
        try
        {
            for (int attempt = 1; attempt <= workspace.Options.Redelivery.Count; attempt++)
            {
                await Task.Delay(workspace.Options.Redelivery[attempt - 1], workspace.Real, stop.Token);
                string reason = Urls is null ? "timeout" : "http_timeout";
                var reply = await SendAsync(parcel with { Attempt = attempt, Reason = reason, EnvelopeId = Guid.NewGuid().ToString() }, stop.Token);
                if (reply.IsAcknowledged)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The workspace closes.
        }
    }
}
