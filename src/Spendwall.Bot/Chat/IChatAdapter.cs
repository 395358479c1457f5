namespace Spendwall.Bot.Chat;

/// <summary>A place to talk: the terminal, Slack, Discord. The registry's client libraries would each fit behind it.</summary>
public interface IChatAdapter
{
    /// <summary><c>terminal</c>, <c>slack</c> or <c>discord</c>: the part of a channel before the colon.</summary>
    string Platform { get; }

    /// <summary>Posts once: a second call with the same key returns the first message, or says that it cannot know.</summary>
    /// <param name="thread">The root message to answer under; null: a root message.</param>
    /// <param name="key">Unique for what is posted, stable over retries and restarts.</param>
    /// <exception cref="ChatException">It was not posted, or it is not known whether it was.</exception>
    Task<MessageHandle> PostAsync(ChannelAddress channel, ChatMessage message, MessageHandle? thread, string key, CancellationToken cancellationToken);

    /// <summary>Replaces a message that was posted before.</summary>
    /// <exception cref="ChatException">It was not changed.</exception>
    Task EditAsync(MessageHandle handle, ChatMessage message, CancellationToken cancellationToken);
}

/// <summary><c>slack:#name</c>, <c>discord:123</c> or <c>terminal</c>.</summary>
public sealed record ChannelAddress(string Platform, string Id)
{
    public static readonly ChannelAddress Terminal = new("terminal", "");

    public static ChannelAddress Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);

        return colon < 0 ? new(text, "") : new(text[..colon], text[(colon + 1)..]);
    }

    public override string ToString() => Id.Length == 0 ? Platform : $"{Platform}:{Id}";
}

/// <summary>How to find a message again: opaque to everyone but its adapter.</summary>
public sealed record MessageHandle(ChannelAddress Channel, string Id);

/// <summary>The one exception that leaves an adapter.</summary>
public sealed class ChatException(ChatFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public ChatFailure Failure { get; } = failure;

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What someone can do about it, as sentences; null: nothing is known.</summary>
    public string? Fix { get; init; }

    public bool IsTransient => Failure is ChatFailure.Unavailable or ChatFailure.RateLimited;
}

public enum ChatFailure
{
    Unavailable,
    RateLimited,
    Credentials,

    /// <summary>The channel is unknown, archived or closed to the bot: take the fallback.</summary>
    Channel,

    /// <summary>The message itself was refused.</summary>
    Refused,

    /// <summary>The message to edit, or to answer under, was deleted.</summary>
    Gone,
}
