using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Gateway;

/// <summary>The server's side of one connection: what the client sends, and when it should have.</summary>
internal sealed class GatewayProtocol(DiscordWorld world, GatewayHub hub, GatewayConnection connection)
{
    private const int MostSends = 120;
    private static readonly TimeSpan SendsPer = TimeSpan.FromSeconds(60);

    private readonly Queue<long> sends = new();
    private long beatAt = world.Real.GetTimestamp();

    /// <param name="text">Null: it was longer than 4096 bytes.</param>
    public void Received(string? text)
    {
        if (IsTooMany())
        {
            hub.End(connection, CloseCodes.RateLimited);

            return;
        }

        if (text is null || Parse(text) is not { } frame || Number(frame["op"]) is not { } op)
        {
            hub.End(connection, CloseCodes.DecodeError);

            return;
        }

        connection.Keep(frame);
        switch (op)
        {
            case 1:
                Heartbeat(frame["d"]);
                break;
            case 2:
                Identify(frame["d"] as JsonObject);
                break;
            case 6:
                Resume(frame["d"] as JsonObject);
                break;
            case 3 or 4 or 8 or 31:
                // Presence, voice and lists of members: taken, and nothing comes of it here.
                if (connection.Session is null)
                {
                    hub.End(connection, CloseCodes.NotAuthenticated);
                }

                break;
            default:
                hub.End(connection, CloseCodes.UnknownOpcode);
                break;
        }
    }

    /// <summary>Ends a connection whose heart has stopped.</summary>
    public async Task WatchAsync()
    {
        // Half an interval of grace: the first beat may come at any time of the first interval.
        var patience = world.Options.HeartbeatInterval * 1.5;
        try
        {
            while (true)
            {
                var left = patience - world.Real.GetElapsedTime(Volatile.Read(ref beatAt));
                if (left <= TimeSpan.Zero)
                {
                    hub.End(connection, CloseCodes.SessionTimedOut);

                    return;
                }

                await Task.Delay(left, world.Real, connection.Ended);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ended before.
        }
    }

    private void Heartbeat(JsonNode? sequence)
    {
        Volatile.Write(ref beatAt, world.Real.GetTimestamp());
        connection.Heartbeats++;
        connection.HeardSequence = Number(sequence);
        if (!hub.Trouble.SwallowsHeartbeats)
        {
            connection.Send(GatewayFrames.Ack);
        }
    }

    private void Identify(JsonObject? data)
    {
        if (connection.Session is not null)
        {
            hub.End(connection, CloseCodes.AlreadyAuthenticated);
        }
        else if (data is null || data["properties"] is not JsonObject || data["token"] is not JsonValue token)
        {
            hub.End(connection, CloseCodes.DecodeError);
        }
        else if (!IsToken(token) || hub.Trouble.IdentifyClose is not null)
        {
            hub.End(connection, hub.Trouble.IdentifyClose ?? CloseCodes.AuthenticationFailed);
        }
        else if (Number(data["intents"]) is not { } intents || (intents & ~(int)Intents.Known) != 0)
        {
            hub.End(connection, CloseCodes.InvalidIntents);
        }
        else if (((Intents)intents & Intents.Privileged) != 0)
        {
            hub.End(connection, CloseCodes.DisallowedIntents);
        }
        else if (data["shard"] is { } shard && (shard is not JsonArray { Count: 2 } pair || Number(pair[0]) is not { } index || Number(pair[1]) is not { } count || index < 0 || index >= count))
        {
            hub.End(connection, CloseCodes.InvalidShard);
        }
        else if (!hub.MayIdentify())
        {
            connection.Send(GatewayFrames.Invalid(isResumable: false));
        }
        else
        {
            hub.Begin(connection, (Intents)intents, data["shard"] as JsonArray);
        }
    }

    private void Resume(JsonObject? data)
    {
        if (connection.Session is not null)
        {
            hub.End(connection, CloseCodes.AlreadyAuthenticated);
        }
        else if (data?["token"] is not JsonValue token || data["session_id"] is not JsonValue session || Number(data["seq"]) is not { } sequence)
        {
            hub.End(connection, CloseCodes.DecodeError);
        }
        else if (!IsToken(token))
        {
            hub.End(connection, CloseCodes.AuthenticationFailed);
        }
        else if (hub.Trouble.Resumes == ResumeTrouble.Dropped)
        {
            connection.Drop();
        }
        else if (hub.Trouble.Resumes != ResumeTrouble.None)
        {
            connection.Send(GatewayFrames.Invalid(hub.Trouble.Resumes == ResumeTrouble.InvalidResumable));
        }
        else if (hub.Continue(connection, session.ToString(), sequence) is { } wrong)
        {
            if (wrong == GatewayFrames.InvalidSessionOp)
            {
                connection.Send(GatewayFrames.Invalid(isResumable: false));
            }
            else
            {
                hub.End(connection, wrong);
            }
        }
    }

    private bool IsToken(JsonValue token) => token.ToString() == world.Identity.Token && !hub.IsTokenDead;

    private bool IsTooMany()
    {
        long now = world.Real.GetTimestamp();
        while (sends.Count > 0 && world.Real.GetElapsedTime(sends.Peek(), now) >= SendsPer)
        {
            sends.Dequeue();
        }

        sends.Enqueue(now);

        return sends.Count > MostSends;
    }

    private static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) ? number : null;

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
