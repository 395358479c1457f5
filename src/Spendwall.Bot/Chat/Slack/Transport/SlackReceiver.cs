using System.Text.Json;
using Spendwall.Bot.Chat.Slack.Api;
using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Chat.Slack.Transport;

/// <summary>What both transports do with a delivery: once, answered in time, worked on after the answer.</summary>
internal sealed partial class SlackReceiver(
    Dedup dedup, WorkQueue<SlackInbound> queue, ISlackHandler handler, ResponseUrls responseUrls, SlackTransportSettings settings,
    [FromKeyedServices("transport")] TimeProvider transport, ILogger<SlackReceiver> logger)
{
    /// <param name="acknowledge">Sends the acknowledgement, with a payload or empty.</param>
    /// <returns>False when there is no room for more: nothing was acknowledged, and Slack's retry will be new.</returns>
    public async Task<bool> ReceiveAsync(SlackDelivery delivery, Func<JsonElement?, Task> acknowledge)
    {
        long receivedAt = transport.GetTimestamp();
        if (!dedup.IsNew(delivery.Keys))
        {
            LogSeen(delivery.Kind);
            await acknowledge(null);

            return true;
        }

        if (delivery.Inbound is not { } inbound)
        {
            LogUnknown(SlackErrors.Clean(delivery.Kind.Replace(' ', '_')));
            await acknowledge(null);

            return true;
        }

        if (!queue.TryReserve())
        {
            dedup.Forget(delivery.Keys);
            LogFull(delivery.Kind);

            return false;
        }

        try
        {
            if (inbound is SlackInbound.SlashCommand command)
            {
                responseUrls.Arrived(command.ResponseUrl);
            }

            var answer = handler.Decides(inbound) ? await DecideAsync(inbound, receivedAt) : null;
            await acknowledge(answer);
            inbound = inbound with { IsAnswered = answer is not null };
        }
        finally
        {
            // Also when the acknowledgement was lost: the retry will be known as seen.
            queue.Post(inbound);
        }

        return true;
    }

    private async Task<JsonElement?> DecideAsync(SlackInbound inbound, long receivedAt)
    {
        try
        {
            var left = settings.AcknowledgeWithin - transport.GetElapsedTime(receivedAt);

            return await Task.Run(() => handler.Acknowledge(inbound)).WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, transport);
        }
        catch (TimeoutException)
        {
            LogLate(inbound.GetType().Name);
        }
        catch (Exception exception)
        {
            LogThrew(inbound.GetType().Name, exception);
        }

        return null;
    }

    [LoggerMessage(1, LogLevel.Debug, "{Kind} came again and is not run again")]
    private partial void LogSeen(string kind);

    [LoggerMessage(2, LogLevel.Information, "Slack sent {Kind}, which nobody here handles")]
    private partial void LogUnknown(string kind);

    [LoggerMessage(3, LogLevel.Warning, "No room for {Kind}: Slack is asked to send it again")]
    private partial void LogFull(string kind);

    [LoggerMessage(4, LogLevel.Warning, "The answer to {Kind} was not ready in time: an empty one was sent")]
    private partial void LogLate(string kind);

    [LoggerMessage(5, LogLevel.Error, "The answer to {Kind} failed: an empty one was sent")]
    private partial void LogThrew(string kind, Exception exception);
}
