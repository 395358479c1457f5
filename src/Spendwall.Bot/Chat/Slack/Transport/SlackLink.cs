using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Spendwall.Bot.Chat.Slack.Api;

namespace Spendwall.Bot.Chat.Slack.Transport;

/// <summary>Why a connection should no longer be counted on.</summary>
internal enum SlackLinkEnd
{
    /// <summary>It is gone.</summary>
    Closed,

    /// <summary>Slack announced its end (<c>warning</c>, <c>refresh_requested</c> or a reason that is new), or it was silent for too long.</summary>
    Replace,

    /// <summary><c>too_many_websockets</c>.</summary>
    Crowded,

    /// <summary><c>link_disabled</c>: Socket Mode is switched off.</summary>
    Disabled,
}

/// <summary>One Socket Mode connection: reads on a loop of its own and acknowledges what it brought on itself.</summary>
internal sealed partial class SlackLink : IAsyncDisposable
{
    private readonly ClientWebSocket socket;
    private readonly SlackReceiver receiver;
    private readonly SlackTransportSettings settings;
    private readonly TimeProvider clock;
    private readonly TimeProvider transport;
    private readonly ILogger logger;
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Task, byte> acknowledging = new();
    private readonly TaskCompletionSource hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SlackLinkEnd> ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task reading = Task.CompletedTask;
    private long heardAt;
    private int disposed;

    private SlackLink(ClientWebSocket socket, SlackReceiver receiver, SlackTransportSettings settings, TimeProvider clock, TimeProvider transport, ILogger logger)
    {
        this.socket = socket;
        this.receiver = receiver;
        this.settings = settings;
        this.clock = clock;
        this.transport = transport;
        this.logger = logger;
    }

    /// <summary>When it is usable.</summary>
    public Task Hello => hello.Task;

    /// <summary>When it should be replaced; never fails.</summary>
    public Task<SlackLinkEnd> Ending => ending.Task;

    /// <summary>Transport timestamp of the last frame.</summary>
    public long HeardAt => Interlocked.Read(ref heardAt);

    /// <exception cref="WebSocketException">The handshake failed.</exception>
    public static async Task<SlackLink> ConnectAsync(
        Uri url, SlackReceiver receiver, SlackTransportSettings settings, TimeProvider clock, TimeProvider transport, ILogger logger, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = settings.KeepAliveInterval;
        socket.Options.KeepAliveTimeout = settings.KeepAliveTimeout;
        socket.Options.SetRequestHeader("User-Agent", "Spendwall.Bot");
        try
        {
            await socket.ConnectAsync(url, cancellationToken);
        }
        catch
        {
            socket.Dispose();

            throw;
        }

        var link = new SlackLink(socket, receiver, settings, clock, transport, logger);
        Interlocked.Exchange(ref link.heardAt, transport.GetTimestamp());
        link.reading = Task.Run(link.ReadAsync, CancellationToken.None);

        return link;
    }

    /// <summary>Asks for a replacement because nothing came for too long.</summary>
    public void GiveUp() => ending.TrySetResult(SlackLinkEnd.Replace);

    /// <summary>After the replacement is ready: goes on acknowledging until Slack closes, or for so long, and then ends.</summary>
    public async Task RetireAsync(CancellationToken cancellationToken)
    {
        try
        {
            await reading.WaitAsync(settings.RetireWithin, transport, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Its time is over, or the bot's.
        }

        await DisposeAsync();
    }

    /// <summary>Lets started acknowledgements go out, says goodbye without waiting for an answer, and lets go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        using (var late = new CancellationTokenSource(settings.CloseWithin, transport))
        {
            try
            {
                await Task.WhenAll(acknowledging.Keys).WaitAsync(late.Token);
                await sending.WaitAsync(late.Token);
                if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, late.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
            {
                // It was dying anyway.
            }
        }

        await stop.CancelAsync();
        socket.Abort();
        await reading;
        socket.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            var message = new ArrayBufferWriter<byte>(16 * 1024);
            while (true)
            {
                var part = await socket.ReceiveAsync(message.GetMemory(4 * 1024), stop.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                message.Advance(part.Count);
                if (message.WrittenCount > settings.LargestMessage)
                {
                    LogTooLarge(settings.LargestMessage);
                    break;
                }

                if (part.EndOfMessage)
                {
                    Interlocked.Exchange(ref heardAt, transport.GetTimestamp());
                    if (part.MessageType == WebSocketMessageType.Text)
                    {
                        Take(message.WrittenMemory);
                    }

                    message.ResetWrittenCount();
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // However it ended, it ended.
        }
        catch (Exception exception)
        {
            LogBroke(exception);
        }
        finally
        {
            ending.TrySetResult(SlackLinkEnd.Closed);
        }
    }

    private void Take(ReadOnlyMemory<byte> text)
    {
        JsonElement frame;
        try
        {
            using var document = JsonDocument.Parse(text);
            frame = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            LogNoJson(text.Length);

            return;
        }

        string type = frame.Text("type") ?? "";
        switch (type)
        {
            case "hello":
                hello.TrySetResult();
                break;
            case "disconnect":
                string reason = frame.Text("reason") ?? "";
                LogAnnounced(SlackErrors.Clean(reason));
                ending.TrySetResult(reason switch
                {
                    "link_disabled" => SlackLinkEnd.Disabled,
                    "too_many_websockets" => SlackLinkEnd.Crowded,
                    _ => SlackLinkEnd.Replace,
                });
                break;
            default:
                if (frame.Text("envelope_id") is { Length: > 0 } envelope)
                {
                    Begin(envelope, type, frame);
                }
                else
                {
                    LogUnknown(SlackErrors.Clean(type));
                }

                break;
        }
    }

    private void Begin(string envelope, string type, JsonElement frame)
    {
        var receivedAt = clock.GetUtcNow();
        var payload = frame.Member("payload") ?? default;
        var delivery = type switch
        {
            "slash_commands" => SlackParser.Command(name => payload.Text(name), receivedAt),
            "interactive" => SlackParser.Interaction(payload, receivedAt),
            "events_api" => SlackParser.Event(payload, receivedAt),
            _ => new SlackDelivery(null, [], $"envelope {type}"),
        };
        delivery = delivery with { Keys = [$"envelope:{envelope}", .. delivery.Keys] };
        bool takesPayload = frame.Truth("accepts_response_payload") == true;
        var task = AnswerAsync(delivery, envelope, takesPayload);
        if (!task.IsCompleted)
        {
            acknowledging.TryAdd(task, 0);
            _ = task.ContinueWith(done => acknowledging.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task AnswerAsync(SlackDelivery delivery, string envelope, bool takesPayload)
    {
        try
        {
            await receiver.ReceiveAsync(delivery, payload => SendAsync(Acknowledgement(envelope, takesPayload ? payload : null)));
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            LogNotAcknowledged(delivery.Kind, exception);
        }
        catch (Exception exception)
        {
            LogBroke(exception);
        }
    }

    private async Task SendAsync(byte[] frame)
    {
        using var late = new CancellationTokenSource(settings.AcknowledgeWithin, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop.Token);
        await sending.WaitAsync(either.Token);
        try
        {
            await socket.SendAsync(frame, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, either.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    private static byte[] Acknowledgement(string envelope, JsonElement? payload)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("envelope_id", envelope);
            if (payload is { } content)
            {
                json.WritePropertyName("payload");
                content.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    [LoggerMessage(1, LogLevel.Information, "Slack announces the end of a connection: {Reason}")]
    private partial void LogAnnounced(string reason);

    [LoggerMessage(2, LogLevel.Information, "Slack sent a frame of the type {Type}, which nobody here handles")]
    private partial void LogUnknown(string type);

    [LoggerMessage(3, LogLevel.Warning, "Slack sent a text frame that is no JSON ({Length} bytes)")]
    private partial void LogNoJson(int length);

    [LoggerMessage(4, LogLevel.Warning, "Slack sent a frame larger than {Most} bytes: the connection is dropped")]
    private partial void LogTooLarge(int most);

    [LoggerMessage(5, LogLevel.Warning, "{Kind} could not be acknowledged; Slack will send it again, and it will not run again")]
    private partial void LogNotAcknowledged(string kind, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "A connection to Slack broke")]
    private partial void LogBroke(Exception exception);
}
