namespace Spendwall.Bot.Chat.Conversations;

/// <summary>Somebody who asked something somewhere, and the ways to answer them there.</summary>
internal interface IConversationPlace
{
    /// <summary>As deliveries name it, without the thread.</summary>
    ChannelAddress Channel { get; }

    /// <summary>Who asked, such as <c>slack:U123</c>.</summary>
    string Identity { get; }

    /// <summary>The address of the message that they acted on; null: the platform does not tell.</summary>
    string? Message { get; }

    /// <summary>The groups and roles that they are in, as identities. What cannot be read is none: permissions fail closed.</summary>
    Task<IReadOnlyList<string>> GroupsAsync(CancellationToken cancellationToken);

    /// <summary>What the platform calls them, such as <c>@dana</c>; null when it cannot be told.</summary>
    Task<string?> NameAsync(CancellationToken cancellationToken);

    /// <summary>Only the asker sees it.</summary>
    /// <param name="share">Adds a button that shares it; null: it is not to be shared.</param>
    Task WhisperAsync(ChatMessage message, ChatPress? share, CancellationToken cancellationToken);

    /// <summary>Everyone sees it.</summary>
    Task<Said> SayAsync(ChatMessage message, CancellationToken cancellationToken);

    /// <summary>Takes away the whispered answer whose button was pressed.</summary>
    Task RemoveAsync(CancellationToken cancellationToken);
}

/// <summary>Whether something stands where everyone sees it.</summary>
internal enum Said
{
    No,
    Yes,

    /// <summary>The platform did not answer: it may stand there.</summary>
    Perhaps,
}
