namespace Spendwall.Bot.Chat;

/// <summary>One platform's names of people, user groups and roles where a text has no more than an id such as <c>@U0123ABCD</c>.</summary>
public interface IPeopleNames
{
    /// <summary>The text with names; an id that no name can be found of stays.</summary>
    Task<string> InAsync(string text, CancellationToken cancellationToken);

    /// <summary>The message with names; whom it mentions stays as it is.</summary>
    Task<ChatMessage> InAsync(ChatMessage message, CancellationToken cancellationToken);
}
