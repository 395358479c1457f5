using System.Collections.Concurrent;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Outbox;

/// <summary>
/// Sends what waits in the outbox. The intent is on record before a send and the proof after it, each channel by itself
/// and in order: a failing sink holds up its own channel only, and a kill in between leaves a delivery that is sent
/// again with its old key, which the sink knows.
/// </summary>
public sealed partial class DeliveryPump(
    DeliveryStore store, IAlertSink sink, AlertSettings settings, TimeProvider clock, [FromKeyedServices("transport")] TimeProvider transport, ILogger<DeliveryPump> logger) : IDisposable
{
    /// <summary>What a round in a running bot waits for a slow channel (transport time).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Longer than any send may take (transport time).</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    /// <summary>Frees what a killed process was sending: once, by the start that holds the instance lock.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        int freed = await store.ReclaimAsync(cancellationToken);
        if (freed > 0)
        {
            LogReclaimed(freed);
        }
    }

    /// <summary>The channels that are being sent to.</summary>
    private readonly ConcurrentDictionary<string, Task<int>> drains = new(StringComparer.Ordinal);

    private readonly CancellationTokenSource stop = new();

    /// <summary>Sends everything that is due now.</summary>
    /// <param name="patience">
    /// A channel that takes longer is left to finish by itself, and is not begun a second time meanwhile: a platform that
    /// hangs holds up neither the next round nor the other platform. Null: wait for all.
    /// </param>
    /// <returns>How many went out.</returns>
    public async Task<int> PumpAsync(CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        int sent = 0;

        // A channel that refuses hands over to its fallback, and that to the terminal: three rounds reach the last.
        for (int round = 0; round < 3; round++)
        {
            var channels = await store.DueChannelsAsync(clock.GetUtcNow(), transport.GetUtcNow(), cancellationToken);
            if (patience is not null)
            {
                channels = [.. channels.Where(channel => !drains.ContainsKey(channel))];
            }

            if (channels.Count == 0)
            {
                break;
            }

            var begun = channels.Select(channel => BeginAsync(channel, cancellationToken)).ToList();
            try
            {
                sent += (await Task.WhenAll(begun).WaitAsync(patience ?? Timeout.InfiniteTimeSpan, transport, cancellationToken)).Sum();
            }
            catch (TimeoutException)
            {
                LogSlow(string.Join(", ", channels.Zip(begun).Where(static pair => !pair.Second.IsCompleted).Select(static pair => pair.First)));

                return sent + begun.Where(static drain => drain.IsCompletedSuccessfully).Sum(static drain => drain.Result);
            }
        }

        return sent;
    }

    /// <summary>Whoever is still sending stops; what is unproven is sent again with its old key.</summary>
    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private async Task<int> BeginAsync(string channel, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Token);
        var drain = DrainAsync(channel, either.Token);
        bool isFirst = drains.TryAdd(channel, drain);
        try
        {
            return await drain;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Nobody may be waiting any more.
            LogThrew(channel, exception);
            throw;
        }
        finally
        {
            if (isFirst)
            {
                drains.TryRemove(channel, out _);
            }
        }
    }

    private async Task<int> DrainAsync(string channel, CancellationToken cancellationToken)
    {
        int sent = 0;
        while (await TakeAsync(channel, cancellationToken) is { } delivery)
        {
            var outcome = await SendAsync(delivery, cancellationToken);

            // It happened, or did not: that must reach the record even when the process is told to stop meanwhile.
            bool goesOn = await RecordAsync(delivery, outcome);
            sent += outcome is SinkOutcome.Sent ? 1 : 0;
            if (!goesOn)
            {
                break;
            }
        }

        return sent;
    }

    private Task<ClaimedDelivery?> TakeAsync(string channel, CancellationToken cancellationToken)
    {
        var sendingUntil = transport.GetUtcNow() + Claim;

        return store.TakeAsync(channel, clock.GetUtcNow(), transport.GetUtcNow(), sendingUntil, cancellationToken);
    }

    private async Task<SinkOutcome> SendAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        if (AlertJson.ReadPost(delivery.Payload) is not { } post)
        {
            return new SinkOutcome.Refused("The stored message cannot be read.");
        }

        if (delivery is { RootId: null, IsRootGone: true } && !(delivery.Kind == DeliveryKind.Root && IsWorthARoot(delivery)))
        {
            return new SinkOutcome.Gone("It was deleted before.");
        }

        var root = delivery.RootId is null ? null : new PostedMessage(delivery.RootChannel!, delivery.RootId);
        try
        {
            return delivery.Kind == DeliveryKind.Root && root is not null
                ? await sink.EditAsync(root, post with { Detours = Detours(delivery.RootPayload) }, cancellationToken)
                : await sink.PostAsync(delivery.Channel, post, delivery.Mention, root, delivery.Key, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogThrew(delivery.Channel, exception);

            return new SinkOutcome.Later(exception.Message, null);
        }
    }

    /// <returns>False: leave the channel alone for now.</returns>
    private async Task<bool> RecordAsync(ClaimedDelivery delivery, SinkOutcome outcome)
    {
        var now = clock.GetUtcNow();
        switch (outcome)
        {
            case SinkOutcome.Sent sent:
                await store.SentAsync(delivery.Id, now, sent.Message.Channel, sent.Message.Id, CancellationToken.None);

                return true;

            case SinkOutcome.Later later:
                var next = now + Backoff(delivery.Attempts, later.After);
                await store.RetryAsync(delivery.Id, next, later.Error, CancellationToken.None);
                LogLater(delivery.Subject, delivery.Channel, delivery.Attempts, later.Error);

                return false;

            case SinkOutcome.Gone gone when delivery.RootId is not null || delivery.IsRootGone:
                await RenewAsync(delivery, gone.Error, now);

                return true;

            case SinkOutcome.Refused refused when delivery.Kind == DeliveryKind.Reply || delivery.RootId is not null:
                await store.EndAsync(delivery.Id, DeliveryState.Dropped, "refused", refused.Error, now, CancellationToken.None);

                return true;

            case SinkOutcome.Refused refused:
                await HandOverAsync(delivery, refused.Error, null, now);

                return true;

            case SinkOutcome.Closed closed:
                await HandOverAsync(delivery, closed.Error, closed.Fix, now);

                return true;

            case SinkOutcome.Gone gone:
                await HandOverAsync(delivery, gone.Error, null, now);

                return true;

            default:
                throw new InvalidOperationException("A send is one of five outcomes.");
        }
    }

    /// <summary>Somebody deleted the root message: what people should act on becomes a new one, the rest is not told there any more.</summary>
    private async Task RenewAsync(ClaimedDelivery delivery, string error, DateTimeOffset now)
    {
        var renewal = IsWorthARoot(delivery) ? new RootRenewal(delivery.Mention || AlertJson.ReadPost(delivery.Payload) is { } post && Level(post) >= AlertLevel.Warning) : null;
        string next = renewal is null ? "this is not told there" : "it is told there anew";
        await store.GoneAsync(delivery.Id, renewal, $"Its message was deleted there: {next} ({error})", now, CancellationToken.None);
        LogGone(delivery.Subject, delivery.Channel, next);
    }

    private static bool IsWorthARoot(ClaimedDelivery delivery) => Enum.TryParse(delivery.Reason, out AlertReason reason) && Announcement.IsWorthARoot(reason);

    private static AlertLevel Level(AlertPost post) => post switch
    {
        AlertPost.Root root => root.Notice.Condition.Level,
        AlertPost.Reply reply => reply.Level,
        _ => AlertLevel.Notice,
    };

    private static IReadOnlyList<Detour>? Detours(string? payload) => payload is null ? null : AlertJson.ReadPost(payload)?.Detours;

    private async Task HandOverAsync(ClaimedDelivery delivery, string error, string? fix, DateTimeOffset now)
    {
        if (AlertRouter.Next(delivery.Channel, settings.Fallback, settings.Platforms) is { } next)
        {
            var post = AlertJson.ReadPost(delivery.Payload);
            string payload = post is null ? delivery.Payload : AlertJson.Write(post with { Detours = [.. post.Detours ?? [], new Detour(delivery.Channel, error, fix)] });
            await store.MoveAsync(delivery.Id, next, payload, "channel_closed", $"{delivery.Channel} would not take it ({error}): {next} does.", now, CancellationToken.None);
            LogMoved(delivery.Subject, delivery.Channel, next, error);

            return;
        }

        await store.EndAsync(delivery.Id, DeliveryState.Failed, "no_channel", $"{delivery.Channel} would not take it ({error}), and no other is left.", now, CancellationToken.None);
        LogLost(delivery.Subject, delivery.Channel, error);
    }

    private static TimeSpan Backoff(int attempts, TimeSpan? asked)
    {
        var wait = TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks << Math.Min(attempts - 1, 10)));

        return asked is { } longer && longer > wait ? longer : wait;
    }

    [LoggerMessage(1, LogLevel.Information, "Sending {Count} messages again that a killed process left between intent and proof")]
    private partial void LogReclaimed(int count);

    [LoggerMessage(2, LogLevel.Warning, "{Subject} to {Channel} failed, attempt {Attempt}; it will be tried again: {Error}")]
    private partial void LogLater(string subject, string channel, int attempt, string error);

    [LoggerMessage(3, LogLevel.Warning, "{Subject} goes to {Fallback}, because {Channel} would not take it: {Error}")]
    private partial void LogMoved(string subject, string channel, string fallback, string error);

    [LoggerMessage(4, LogLevel.Error, "{Subject} reaches nobody: {Channel} would not take it and no other is left: {Error}")]
    private partial void LogLost(string subject, string channel, string error);

    [LoggerMessage(6, LogLevel.Warning, "{Channels} take long; nothing else waits for them")]
    private partial void LogSlow(string channels);

    [LoggerMessage(7, LogLevel.Information, "The message of {Subject} was deleted in {Channel}: {Next}")]
    private partial void LogGone(string subject, string channel, string next);

    [LoggerMessage(5, LogLevel.Error, "The sink of {Channel} threw")]
    private partial void LogThrew(string channel, Exception exception);
}
