using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Slack.World;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Slack.Delivery;

/// <summary>An acknowledgement as it came.</summary>
/// <param name="Connection">The socket it came on.</param>
/// <param name="SentOn">The socket the envelope went out on; null: no such envelope.</param>
/// <param name="After">From sending the envelope.</param>
internal sealed record SocketAck(string EnvelopeId, int Connection, int? SentOn, string? Kind, TimeSpan? After, JsonElement? Payload)
{
    /// <summary>Slack does not see an acknowledgement on another socket.</summary>
    public bool IsOnItsSocket => Connection == SentOn;
}

/// <summary>Socket Mode: tickets, up to ten sockets, and each envelope on one of them.</summary>
internal sealed class SocketHub(SlackWorkspace workspace) : IAsyncDisposable
{
    private const int MaxSockets = 10;
    private const int MaxAcks = 100_000;
    private static readonly TimeSpan TicketLife = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DebugLife = TimeSpan.FromSeconds(360);
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PongWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WarnedBefore = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, long> tickets = [];
    private readonly List<SocketConnection> connections = [];
    private readonly Queue<SocketAck> acks = new();
    private readonly ConcurrentDictionary<string, Waiting> waiting = new();
    private readonly CancellationTokenSource stop = new();
    private int opened;
    private int turn;

    /// <summary>Without a trailing slash; set once the server listens.</summary>
    public string HttpAddress { get; set; } = "";

    /// <summary>For every socket that opens from now on.</summary>
    public int? FrameBytes { get; set; }

    /// <summary>For every socket that opens from now on.</summary>
    public bool IgnoresClose { get; set; }

    /// <summary>Opens without a hello, for every socket from now on.</summary>
    public bool IsMute { get; set; }

    /// <summary>How many sockets were ever opened.</summary>
    public int Opened => Volatile.Read(ref opened);

    public IReadOnlyList<SocketConnection> Open
    {
        get
        {
            lock (gate)
            {
                return [.. connections.Where(static connection => connection.IsOpen)];
            }
        }
    }

    /// <summary>The newest, oldest first.</summary>
    public IReadOnlyList<SocketAck> Acks
    {
        get
        {
            lock (gate)
            {
                return [.. acks];
            }
        }
    }

    /// <summary>A URL that opens one socket within thirty seconds.</summary>
    public string NewUrl()
    {
        lock (gate)
        {
            string ticket = StableHash.Uuid("ticket", workspace.Options.Seed, tickets.Count).ToString();
            tickets[ticket] = workspace.Real.GetTimestamp();

            return $"ws{HttpAddress["http".Length..]}/link/?ticket={ticket}&app_id={SlackIdentity.App}";
        }
    }

    /// <summary>Serves one socket until it ends.</summary>
    public async Task AcceptAsync(HttpContext context)
    {
        var request = context.Request;
        if (!SocketUpgrade.IsAsked(context) || !Redeem(request.Query["ticket"].ToString()))
        {
            context.Response.StatusCode = 403;
            return;
        }

        await using var stream = await SocketUpgrade.AcceptAsync(context);
        using var socket = WebSocket.CreateFromStream(
            stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = PingEvery, KeepAliveTimeout = PongWithin });
        using var connection = new SocketConnection(Interlocked.Increment(ref opened), socket, stream, workspace.Real) { FrameBytes = FrameBytes, IgnoresClose = IgnoresClose };
        var life = request.Query["debug_reconnects"] == "true" ? DebugLife : workspace.Options.SocketLife;
        await ServeAsync(connection, life);
    }

    /// <summary>Sends on one socket and waits for its acknowledgement.</summary>
    /// <param name="on">The socket; null: the next in turn.</param>
    public async Task<SlackReply> DeliverAsync(SlackParcel parcel, int? on, CancellationToken cancellationToken)
    {
        if (Choose(on) is not { } connection)
        {
            return new(SlackOutcome.NotReached);
        }

        var wait = new Waiting(connection.Id, parcel.Kind, workspace.Real.GetTimestamp());
        waiting[parcel.EnvelopeId] = wait;
        try
        {
            if (!await connection.SendAsync(Envelope(parcel), cancellationToken))
            {
                return new(SlackOutcome.NotReached);
            }

            var ack = await wait.Ack.Task.WaitAsync(workspace.Options.AckWithin, workspace.Real, cancellationToken);

            return new(SlackOutcome.Acknowledged, ack.After, ack.Payload);
        }
        catch (TimeoutException)
        {
            return new(SlackOutcome.TimedOut);
        }
    }

    /// <summary>Any text as it is, on every socket: for frames that no client has seen yet.</summary>
    public async Task SendRawAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var connection in Open)
        {
            await connection.SendAsync(text, cancellationToken);
        }
    }

    /// <param name="connection">Null: all of them.</param>
    /// <param name="close">Whether the socket is closed too.</param>
    public async Task DisconnectAsync(string reason, int? connection, bool close, CancellationToken cancellationToken)
    {
        foreach (var open in Open.Where(open => connection is null || open.Id == connection))
        {
            await open.DisconnectAsync(reason, cancellationToken);
            if (close)
            {
                await open.CloseAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var connection in Open)
        {
            connection.Drop();
        }
    }

    private async Task ServeAsync(SocketConnection connection, TimeSpan life)
    {
        int count;
        lock (gate)
        {
            count = connections.Count(static other => other.IsOpen) + 1;
            connections.Add(connection);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        try
        {
            if (count > MaxSockets)
            {
                await connection.DisconnectAsync("too_many_websockets", stop.Token);
                await connection.CloseAsync();

                return;
            }

            if (!IsMute)
            {
                await connection.SendAsync(Hello(count, life), stop.Token);
            }

            var ageing = AgeAsync(connection, life, ended.Token);
            await connection.ReadAsync(text => Received(connection, text), stop.Token);
            await ended.CancelAsync();
            await ageing;
        }
        finally
        {
            lock (gate)
            {
                connections.Remove(connection);
            }
        }
    }

    /// <summary>A warning ten seconds before the end, then the end.</summary>
    private async Task AgeAsync(SocketConnection connection, TimeSpan life, CancellationToken cancellationToken)
    {
        try
        {
            var calm = life > WarnedBefore ? life - WarnedBefore : TimeSpan.Zero;
            await Task.Delay(calm, workspace.Real, cancellationToken);
            await connection.DisconnectAsync("warning", cancellationToken);
            await Task.Delay(life - calm, workspace.Real, cancellationToken);
            await connection.DisconnectAsync("refresh_requested", cancellationToken);
            await connection.CloseAsync();
        }
        catch (OperationCanceledException)
        {
            // The socket ended before.
        }
    }

    private void Received(SocketConnection connection, string text)
    {
        if (Parse(text) is not { } body || !body.TryGetProperty("envelope_id", out var id) || id.ValueKind != JsonValueKind.String)
        {
            return;
        }

        string envelope = id.GetString()!;
        var wait = waiting.GetValueOrDefault(envelope);
        JsonElement? payload = body.TryGetProperty("payload", out var carried) && carried.ValueKind == JsonValueKind.Object && carried.EnumerateObject().Any()
            ? carried
            : null;
        var ack = new SocketAck(envelope, connection.Id, wait?.Connection, wait?.Kind, wait is null ? null : workspace.Real.GetElapsedTime(wait.SentAt), payload);
        lock (gate)
        {
            if (acks.Count == MaxAcks)
            {
                acks.Dequeue();
            }

            acks.Enqueue(ack);
        }

        if (ack.IsOnItsSocket)
        {
            wait!.Ack.TrySetResult(ack);
        }
    }

    private SocketConnection? Choose(int? on)
    {
        var open = Open;
        if (on is { } id)
        {
            return open.FirstOrDefault(connection => connection.Id == id);
        }

        var staying = open.Where(static connection => !connection.IsLeaving).ToList();
        var choice = staying.Count > 0 ? staying : open;

        return choice.Count == 0 ? null : choice[(int)((uint)Interlocked.Increment(ref turn) % (uint)choice.Count)];
    }

    private bool Redeem(string ticket)
    {
        lock (gate)
        {
            return tickets.Remove(ticket, out long madeAt) && workspace.Real.GetElapsedTime(madeAt) <= TicketLife;
        }
    }

    private static string Hello(int count, TimeSpan life) => new JsonObject
    {
        ["type"] = "hello",
        ["num_connections"] = count,
        ["debug_info"] = new JsonObject { ["host"] = "sandbox", ["build_number"] = 1, ["approximate_connection_time"] = (int)life.TotalSeconds },
        ["connection_info"] = new JsonObject { ["app_id"] = SlackIdentity.App },
    }.ToJsonString();

    private static string Envelope(SlackParcel parcel)
    {
        // By hand, because the payload is JSON already.
        string retry = parcel.Kind == SlackParcel.Event
            ? string.Create(CultureInfo.InvariantCulture, $",\"retry_attempt\":{parcel.Attempt},\"retry_reason\":{JsonSerializer.Serialize(parcel.Attempt > 0 ? parcel.Reason : "")}")
            : "";
        string accepts = parcel.Kind == SlackParcel.Event ? "false" : "true";

        return $"{{\"envelope_id\":\"{parcel.EnvelopeId}\",\"payload\":{parcel.Payload},\"type\":{JsonSerializer.Serialize(parcel.Kind)},\"accepts_response_payload\":{accepts}{retry}}}";
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);

            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Waiting(int Connection, string Kind, long SentAt)
    {
        public TaskCompletionSource<SocketAck> Ack { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
