using System.Text.Json;

namespace Spendwall.Bot.Sandbox.Slack.Delivery;

/// <summary>How the app took something.</summary>
internal enum SlackOutcome
{
    Acknowledged,

    /// <summary>Nothing came in time: a user reads <c>operation_timeout</c>.</summary>
    TimedOut,

    /// <summary>There was no socket, or nobody at the address: a user reads <c>dispatch_failed</c>.</summary>
    NotReached,

    /// <summary>By HTTP: another status than 2xx.</summary>
    Refused,
}

/// <param name="After">From sending to the acknowledgement; null without one.</param>
/// <param name="Payload">What the acknowledgement carried; null when it was empty.</param>
/// <param name="Detail">The status of a refusal.</param>
internal sealed record SlackReply(SlackOutcome Outcome, TimeSpan? After = null, JsonElement? Payload = null, string? Detail = null)
{
    public bool IsAcknowledged => Outcome == SlackOutcome.Acknowledged;
}

/// <summary>What is sent to the app.</summary>
/// <param name="Kind"><c>slash_commands</c>, <c>interactive</c> or <c>events_api</c>.</param>
/// <param name="Payload">JSON.</param>
internal sealed record SlackParcel(string Kind, string Payload)
{
    public const string Command = "slash_commands";
    public const string Interactive = "interactive";
    public const string Event = "events_api";

    /// <summary>The envelope of the socket; the same again makes a redelivery.</summary>
    public string EnvelopeId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>0: the first time.</summary>
    public int Attempt { get; init; }

    public string Reason { get; init; } = "timeout";
}
