namespace Spendwall.Bot.Alerts.Outbox;

/// <summary>Takes a post to a channel. What goes wrong is an answer, not an exception.</summary>
public interface IAlertSink
{
    /// <summary>Posts once for a key, however often it is asked.</summary>
    /// <param name="channel">As in the settings, such as <c>slack:#ai-spend</c>.</param>
    /// <param name="mention">Ping the owner; never on an edit.</param>
    /// <param name="thread">The root message to answer under.</param>
    Task<SinkOutcome> PostAsync(string channel, AlertPost post, bool mention, PostedMessage? thread, string key, CancellationToken cancellationToken);

    /// <summary>Replaces what was posted.</summary>
    Task<SinkOutcome> EditAsync(PostedMessage message, AlertPost post, CancellationToken cancellationToken);
}

/// <summary>How to find a message again.</summary>
public sealed record PostedMessage(string Channel, string Id);

public abstract record SinkOutcome
{
    private SinkOutcome()
    {
    }

    public sealed record Sent(PostedMessage Message) : SinkOutcome;

    /// <summary>Worth trying again.</summary>
    public sealed record Later(string Error, TimeSpan? After) : SinkOutcome;

    /// <summary>This channel will not take it: the fallback may.</summary>
    /// <param name="Fix">What someone can do about it, as sentences; null: nothing is known.</param>
    public sealed record Closed(string Error, string? Fix = null) : SinkOutcome;

    /// <summary>The message to edit, or to answer under, was deleted.</summary>
    public sealed record Gone(string Error) : SinkOutcome;

    /// <summary>The message itself was refused, such as an edit that comes too late.</summary>
    public sealed record Refused(string Error) : SinkOutcome;
}
