using System.Text.RegularExpressions;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>The workspace's names where only an id such as <c>@U0123ABCD</c> is known.</summary>
internal sealed partial class SlackNames(SlackDirectory directory, [FromKeyedServices("transport")] TimeProvider transport) : IPeopleNames
{
    private readonly IdNames names = new(Id(), directory.NameAsync, transport);

    /// <summary>The message with names; an id that no name can be found of stays.</summary>
    public Task<ChatMessage> InAsync(ChatMessage message, CancellationToken cancellationToken) => names.InAsync(message, cancellationToken);

    public Task<string> InAsync(string text, CancellationToken cancellationToken) => names.InAsync(text, cancellationToken);

    /// <summary>A person's id, or a user group's.</summary>
    [GeneratedRegex(@"(?<![\w<@])@(?<id>[UWS][A-Z0-9]{5,20})(?![\w-])")]
    private static partial Regex Id();
}
