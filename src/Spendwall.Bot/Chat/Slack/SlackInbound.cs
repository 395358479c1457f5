using System.Text.Json;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>What Slack sent, by either transport, checked (signature or socket) and seen for the first time.</summary>
/// <param name="Team">The workspace.</param>
/// <param name="ReceivedAt">When it arrived.</param>
internal abstract record SlackInbound(string Team, DateTimeOffset ReceivedAt)
{
    /// <summary>The acknowledgement carried what <see cref="ISlackHandler.Acknowledge"/> said, and Slack has it.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>A slash command; <paramref name="Text"/> untrimmed, users and channels escaped as <c>&lt;@U1|name&gt;</c>.</summary>
    public sealed record SlashCommand(
        string Team, DateTimeOffset ReceivedAt, string Command, string Text, string User, string Channel, string ChannelName, Uri ResponseUrl, string TriggerId)
        : SlackInbound(Team, ReceivedAt);

    /// <summary>A press or a choice on a message or a view: Slack's <c>block_actions</c> payload.</summary>
    public sealed record BlockActions(string Team, DateTimeOffset ReceivedAt, JsonElement Payload) : SlackInbound(Team, ReceivedAt);

    /// <summary>A modal that was sent off: Slack's <c>view_submission</c> payload. Its ack may carry errors.</summary>
    public sealed record ViewSubmission(string Team, DateTimeOffset ReceivedAt, JsonElement Payload) : SlackInbound(Team, ReceivedAt);

    /// <summary>An Events API event: the inner event, such as <c>app_mention</c> or <c>app_home_opened</c>.</summary>
    public sealed record Event(string Team, DateTimeOffset ReceivedAt, string Type, JsonElement Payload) : SlackInbound(Team, ReceivedAt);
}

/// <summary>Handles what came in. The transport acknowledges within 2.5 s whatever happens here.</summary>
internal interface ISlackHandler
{
    /// <summary>Whether the acknowledgement may carry something; else an empty one is sent at once.</summary>
    bool Decides(SlackInbound inbound) => true;

    /// <summary>What the acknowledgement itself carries, decided at once and without I/O; null: an empty one.</summary>
    JsonElement? Acknowledge(SlackInbound inbound);

    /// <summary>The work, after the acknowledgement.</summary>
    Task HandleAsync(SlackInbound inbound, CancellationToken cancellationToken);
}
