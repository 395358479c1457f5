using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Chat;

/// <summary>
/// Every directory's names, whichever platform the message is for: somebody whom the settings name by their id on one
/// platform is called by their name on the other, and on the terminal. A name is text and pings nobody.
/// </summary>
public sealed class PeopleNames(IEnumerable<IPeopleNames> directories)
{
    private readonly IReadOnlyList<IPeopleNames> directories = [.. directories];

    /// <param name="platform">Where it is for: whoever has an id there is mentioned by it and needs no name.</param>
    public async Task<ChatMessage> InAsync(ChatMessage message, string platform, CancellationToken cancellationToken)
    {
        var mentions = new List<Principal>();
        foreach (var principal in message.Mentions)
        {
            mentions.Add(principal.Identities.ContainsKey(platform) ? principal : principal with { Name = await InAsync(principal.Name, cancellationToken) });
        }

        message = message with { Mentions = mentions };
        foreach (var directory in directories)
        {
            message = await directory.InAsync(message, cancellationToken);
        }

        return message;
    }

    public async Task<string> InAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var directory in directories)
        {
            text = await directory.InAsync(text, cancellationToken);
        }

        return text;
    }
}
