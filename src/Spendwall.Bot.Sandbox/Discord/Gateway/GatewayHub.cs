using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.World;
using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.Discord.Gateway;

/// <summary>
/// Gateway v10 in JSON without compression: connections, sessions that outlive them, and dispatches to all sessions.
/// https://docs.discord.com/developers/events/gateway
/// </summary>
internal sealed class GatewayHub(DiscordWorld world) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<GatewayConnection> connections = [];
    private readonly Dictionary<string, GatewaySession> sessions = [];
    private readonly CancellationTokenSource stop = new();
    private readonly SessionStarts starts = new(world.Real, world.Options);
    private int made;

    /// <summary>Without a trailing slash; set once the server listens.</summary>
    public string HttpAddress { get; set; } = "";

    /// <summary>As <c>/gateway/bot</c> names it; the address for resumes is another one.</summary>
    public string Url => $"ws{HttpAddress["http".Length..]}/gateway";

    public string ResumeUrl => $"ws{HttpAddress["http".Length..]}/resume";

    public GatewayTrouble Trouble { get; } = new();

    public int StartsLeft => starts.Left;

    public TimeSpan StartsResetAfter => starts.ResetAfter;

    /// <summary>An identify came although none was left: Discord resets the token then, and nothing works until the bot gets a new one.</summary>
    public bool IsTokenDead { get; set; }

    /// <summary>Every connection there was, oldest first.</summary>
    public IReadOnlyList<GatewayConnection> Connections
    {
        get
        {
            lock (gate)
            {
                return [.. connections];
            }
        }
    }

    public IReadOnlyList<GatewayConnection> Open => [.. Connections.Where(static connection => connection.IsOpen)];

    /// <summary>Connections that are identified or resumed.</summary>
    public int Ready => Open.Count(static connection => connection.Session is not null);

    /// <summary>Sessions, attached or waiting to be resumed.</summary>
    public IReadOnlyList<GatewaySession> Sessions
    {
        get
        {
            lock (gate)
            {
                Forget();

                return [.. sessions.Values];
            }
        }
    }

    /// <summary>Counts of READY and RESUMED.</summary>
    public int Identified { get; private set; }

    public int Resumed { get; private set; }

    /// <summary>Serves one socket until it ends.</summary>
    /// <param name="isResumeUrl">Whether it came to <see cref="ResumeUrl"/>.</param>
    public async Task AcceptAsync(HttpContext context, bool isResumeUrl)
    {
        if (!SocketUpgrade.IsAsked(context) || context.Request.Query.ContainsKey("compress"))
        {
            context.Response.StatusCode = context.Request.Query.ContainsKey("compress") ? 501 : 400;
            return;
        }

        var query = context.Request.Query;
        bool isKnown = query["v"] == "10" && query["encoding"] == "json";
        await using var stream = await SocketUpgrade.AcceptAsync(context);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        using var connection = new GatewayConnection(Interlocked.Increment(ref made), socket, stream, Trouble, isResumeUrl);
        lock (gate)
        {
            connections.Add(connection);
        }

        if (!isKnown)
        {
            connection.Close(CloseCodes.InvalidVersion);
        }
        else if (Trouble.ReconnectsBeforeHello)
        {
            connection.Send(GatewayFrames.Reconnect);
        }
        else if (!Trouble.IsMute)
        {
            connection.Send(GatewayFrames.Hello(world.Options.HeartbeatInterval));
        }

        var protocol = new GatewayProtocol(world, this, connection);
        var watching = protocol.WatchAsync();
        await connection.RunAsync(protocol.Received, stop.Token);
        Detach(connection);
        await watching;
    }

    /// <summary>To every session that wants to hear of it, and to those that wait to be resumed.</summary>
    /// <returns>How many.</returns>
    public int Dispatch(string type, JsonObject data, Intents intent = Intents.Guilds)
    {
        string json = data.ToJsonString();
        lock (gate)
        {
            Forget();
            var hearers = sessions.Values.Where(session => intent == Intents.None || session.Intents.HasFlag(intent)).ToList();
            foreach (var session in hearers)
            {
                session.Dispatch(type, json);
            }

            return hearers.Count;
        }
    }

    /// <summary>A new session on a connection; READY and the guild are on their way.</summary>
    public void Begin(GatewayConnection connection, Intents intents, JsonArray? shard)
    {
        if (!starts.Take())
        {
            IsTokenDead = true;
            foreach (var other in Open)
            {
                End(other, CloseCodes.AuthenticationFailed);
            }

            return;
        }

        lock (gate)
        {
            var session = new GatewaySession(Guid.NewGuid().ToString("N"), intents) { Connection = connection };
            sessions.Add(session.Id, session);
            connection.Session = session;
            Identified++;
            session.Dispatch("READY", GatewayFrames.Ready(world, session.Id, ResumeUrl, shard).ToJsonString());
            if (world.Directory.HasBot && intents.HasFlag(Intents.Guilds))
            {
                session.Dispatch("GUILD_CREATE", GuildJson.Create(world).ToJsonString());
            }
        }
    }

    /// <returns>Null: it goes on; else what is wrong: op 9, or a close code.</returns>
    public int? Continue(GatewayConnection connection, string id, int sequence)
    {
        lock (gate)
        {
            Forget();
            // Discord cuts resumes at the wrong address short; here they never work, so that a test sees it.
            if (!connection.IsResumeUrl || !sessions.TryGetValue(id, out var session))
            {
                return GatewayFrames.InvalidSessionOp;
            }

            if (sequence > session.Sequence || sequence < 0)
            {
                sessions.Remove(id);

                return CloseCodes.InvalidSequence;
            }

            if (!session.CanReplay(sequence))
            {
                sessions.Remove(id);

                return GatewayFrames.InvalidSessionOp;
            }

            session.Connection?.Drop();
            session.Connection = connection;
            connection.Session = session;
            session.Replay(sequence);
            session.Dispatch("RESUMED", """{"_trace":["sandbox"]}""");
            Resumed++;

            return null;
        }
    }

    /// <summary>Whether an identify may come now: one in five seconds.</summary>
    public bool MayIdentify() => !world.Options.KeepRates || starts.IsPaced();

    /// <summary>op 9 on open connections.</summary>
    public void Invalidate(bool isResumable)
    {
        foreach (var connection in Open)
        {
            if (!isResumable)
            {
                Forget(connection);
            }

            connection.Send(GatewayFrames.Invalid(isResumable));
        }
    }

    /// <summary>Closes open connections with a code; some codes end the session too.</summary>
    public void CloseAll(int code)
    {
        foreach (var connection in Open)
        {
            End(connection, code);
        }
    }

    public void SendAll(string frame)
    {
        foreach (var connection in Open)
        {
            connection.Send(frame);
        }
    }

    /// <summary>Cuts open connections without a close code.</summary>
    public void DropAll()
    {
        foreach (var connection in Open)
        {
            connection.Drop();
        }
    }

    /// <summary>A black hole: open connections stay, and nothing passes.</summary>
    public void SilenceAll()
    {
        foreach (var connection in Open)
        {
            connection.Silence();
        }
    }

    public void End(GatewayConnection connection, int code)
    {
        if (CloseCodes.EndsSession(code))
        {
            Forget(connection);
        }

        connection.Close(code);
    }

    /// <summary>Ends the session of a connection.</summary>
    public void Forget(GatewayConnection connection)
    {
        lock (gate)
        {
            if (connection.Session is { } session)
            {
                sessions.Remove(session.Id);
            }

            connection.Session = null;
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

    private void Detach(GatewayConnection connection)
    {
        if (connection.ClientCode is 1000 or 1001)
        {
            Forget(connection);
        }

        lock (gate)
        {
            if (connection.Session is { } session && session.Connection == connection)
            {
                session.Connection = null;
                session.DetachedAt = world.Real.GetTimestamp();
            }
        }
    }

    private void Forget()
    {
        foreach (var session in sessions.Values.Where(session => session.Connection is null && world.Real.GetElapsedTime(session.DetachedAt) > world.Options.SessionLife).ToList())
        {
            sessions.Remove(session.Id);
        }
    }
}
