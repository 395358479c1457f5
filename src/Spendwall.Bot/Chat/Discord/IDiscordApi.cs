using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Discord;

/// <summary>
/// Discord's REST API v10 with its limits kept: buckets by hash and major parameter, the global limit, Retry-After,
/// a stop before the invalid-request ban. https://docs.discord.com/developers/topics/rate-limits
/// </summary>
internal interface IDiscordApi
{
    /// <summary>Calls a route as the bot. A POST is repeated only when the body carries a <c>nonce</c> with <c>enforce_nonce</c>.</summary>
    /// <param name="path">Below the API's root, without a leading slash, such as <c>channels/1/messages</c>.</param>
    /// <returns>The answer's body; <c>Undefined</c> for 204.</returns>
    /// <exception cref="DiscordException">Discord said no, or could not be asked.</exception>
    Task<JsonElement> CallAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken) =>
        CallAsync(method, path, body, [], cancellationToken);

    /// <summary>The same with files: multipart, the body as <c>payload_json</c>.</summary>
    /// <exception cref="DiscordException">Discord said no, or could not be asked.</exception>
    Task<JsonElement> CallAsync(HttpMethod method, string path, JsonNode? body, IReadOnlyList<DiscordFile> files, CancellationToken cancellationToken);

    /// <summary>Answers an interaction for the first time: outside every limiter, no bot token; repeated once, and only when there was no connection to send it on.</summary>
    /// <exception cref="DiscordException">It is too late (10062), answered already (40060), or Discord could not be asked.</exception>
    Task CallbackAsync(DiscordReply reply, JsonObject body, CancellationToken cancellationToken);

    /// <summary>A call under an interaction's own webhook: followup, edit of <c>@original</c>. No bot token; lives 15 min.</summary>
    /// <param name="path">Below <c>webhooks/{application}/{token}</c>; empty for a followup, else such as <c>messages/@original</c>.</param>
    /// <exception cref="DiscordException">It is used up, expired or refused.</exception>
    Task<JsonElement> RespondAsync(HttpMethod method, DiscordReply reply, string path, JsonObject? body, IReadOnlyList<DiscordFile> files, CancellationToken cancellationToken);
}

/// <summary>One attachment, at most 10 MiB.</summary>
internal sealed record DiscordFile(string Name, string ContentType, ReadOnlyMemory<byte> Bytes);

/// <summary>What an interaction is answered with; the token lives 15 min and is a secret.</summary>
internal sealed record DiscordReply(string Application, string Interaction, string Token)
{
    public override string ToString() => $"interaction {Interaction}";
}

/// <summary>The one exception that leaves the Discord client; never holds a token.</summary>
internal sealed class DiscordException(DiscordFailure failure, int code, string message, Exception? inner = null) : Exception(message, inner)
{
    public DiscordFailure Failure { get; } = failure;

    /// <summary>Discord's own JSON error code, such as 50001; 0 when it gave none.</summary>
    public int Code { get; } = code;

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether Discord may have done it although no answer came.</summary>
    public bool MayHaveHappened { get; init; }
}

/// <summary>Kinds of CHAT.md §2.4 and §2.5.</summary>
public enum DiscordFailure
{
    /// <summary>The token is refused (401): nothing works until it is replaced.</summary>
    Token,

    /// <summary>50001, 50013: the bot may not see or do this; the message says which permission.</summary>
    Permission,

    /// <summary>10003 and the like: the channel, guild or thread does not exist.</summary>
    Channel,

    /// <summary>The message to change is gone or can no longer be changed.</summary>
    Message,

    /// <summary>10062, 40060, 10015, 50027: the interaction is over.</summary>
    Interaction,

    /// <summary>The request was refused as it is (50035, 40005 …).</summary>
    Payload,

    RateLimited,

    /// <summary>5xx, no connection, a timeout, an answer that is no JSON.</summary>
    Transient,
}
