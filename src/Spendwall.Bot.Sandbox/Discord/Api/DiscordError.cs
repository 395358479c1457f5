using System.Text.Json.Nodes;

namespace Spendwall.Bot.Sandbox.Discord.Api;

/// <summary>Ends a call with an error of Discord's; never leaves the stand-in. https://docs.discord.com/developers/topics/opcodes-and-status-codes#json</summary>
internal sealed class DiscordError(int status, int code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public int Code { get; } = code;

    /// <summary>The places of a form that is not right; null for other errors.</summary>
    public JsonObject? Places { get; init; }

    public static DiscordError NotFound(int code, string what) => new(404, code, $"Unknown {what}");

    public static DiscordError MissingAccess => new(403, 50001, "Missing Access");

    public static DiscordError MissingPermissions => new(403, 50013, "Missing Permissions");

    public JsonObject ToJson()
    {
        var body = new JsonObject { ["message"] = Message, ["code"] = Code };
        if (Places is not null)
        {
            body["errors"] = Places.DeepClone();
        }

        return body;
    }
}
