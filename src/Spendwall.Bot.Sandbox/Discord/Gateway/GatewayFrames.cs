using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Discord.World;

namespace Spendwall.Bot.Sandbox.Discord.Gateway;

/// <summary>What the gateway sends, as texts.</summary>
internal static class GatewayFrames
{
    public const int InvalidSessionOp = 9;
    public const string Ack = """{"t":null,"s":null,"op":11,"d":null}""";
    public const string AskHeartbeat = """{"t":null,"s":null,"op":1,"d":null}""";
    public const string Reconnect = """{"t":null,"s":null,"op":7,"d":null}""";

    public static string Hello(TimeSpan interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"t\":null,\"s\":null,\"op\":10,\"d\":{{\"heartbeat_interval\":{(long)interval.TotalMilliseconds},\"_trace\":[\"sandbox\"]}}}}");

    public static string Invalid(bool isResumable) => $"{{\"t\":null,\"s\":null,\"op\":9,\"d\":{(isResumable ? "true" : "false")}}}";

    public static JsonObject Ready(DiscordWorld world, string session, string resumeUrl, JsonArray? shard)
    {
        var body = new JsonObject
        {
            ["v"] = 10,
            ["user_settings"] = new JsonObject(),
            ["user"] = world.Directory.Bot.User.ToJson(),
            ["session_type"] = "normal",
            ["session_id"] = session,
            ["resume_gateway_url"] = resumeUrl,
            ["relationships"] = new JsonArray(),
            ["private_channels"] = new JsonArray(),
            ["presences"] = new JsonArray(),
            ["guilds"] = world.Directory.HasBot ? new JsonArray(new JsonObject { ["id"] = DiscordIdentity.Guild, ["unavailable"] = true }) : [],
            ["guild_join_requests"] = new JsonArray(),
            ["geo_ordered_rtc_regions"] = new JsonArray(),
            ["application"] = new JsonObject { ["id"] = DiscordIdentity.Application, ["flags"] = 0 },
            ["_trace"] = new JsonArray("sandbox"),
        };
        if (shard is not null)
        {
            body["shard"] = shard.DeepClone();
        }

        return body;
    }
}
