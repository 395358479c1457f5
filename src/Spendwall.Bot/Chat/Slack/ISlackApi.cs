using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>
/// Slack's Web API with its limits kept: one gate per method (and per channel where Slack counts so), Retry-After
/// honoured, no call repeated whose effect is unknown. https://docs.slack.dev/apis/web-api/
/// </summary>
internal interface ISlackApi
{
    /// <summary>The scopes of the token, as Slack named them with the last answer that did; null: with none so far.</summary>
    IReadOnlyList<string>? Scopes { get; }

    /// <summary>Calls a method with the bot's token.</summary>
    /// <param name="method">Such as <c>chat.postMessage</c>.</param>
    /// <returns>The whole answer of a call that Slack said <c>ok</c> to.</returns>
    /// <exception cref="SlackException">Slack said no, or could not be asked.</exception>
    Task<JsonElement> CallAsync(string method, JsonObject arguments, CancellationToken cancellationToken);

    /// <summary>Posts to a <c>response_url</c>: no token, no JSON answer expected, at most five times in thirty minutes.</summary>
    /// <exception cref="SlackException">It is used up, expired or refused.</exception>
    Task RespondAsync(Uri responseUrl, JsonObject message, CancellationToken cancellationToken);

    /// <summary>Sends a file to an <c>upload_url</c>: no token.</summary>
    /// <exception cref="SlackException">It was not taken.</exception>
    Task UploadAsync(Uri uploadUrl, string contentType, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}

/// <summary>The one exception that leaves the Slack client; never holds a token.</summary>
internal sealed class SlackException(SlackFailure failure, string error, string message, Exception? inner = null) : Exception(message, inner)
{
    public SlackFailure Failure { get; } = failure;

    /// <summary>Slack's own error code, such as <c>channel_not_found</c>; a word of ours when Slack gave none.</summary>
    public string Error { get; } = error;

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether Slack may have done it although no answer came.</summary>
    public bool MayHaveHappened { get; init; }
}

/// <summary>Kinds of CHAT.md §1.6.</summary>
public enum SlackFailure
{
    /// <summary>The token is dead, revoked or of the wrong kind.</summary>
    Token,

    /// <summary>A scope is missing.</summary>
    Scope,

    /// <summary>The channel is unknown, archived or closed to the bot.</summary>
    Channel,

    /// <summary>The message or view was refused.</summary>
    Payload,

    /// <summary>The message to change is gone, or can no longer be changed.</summary>
    Message,

    RateLimited,

    /// <summary>5xx, no connection, a timeout, an answer that is no JSON.</summary>
    Transient,
}
