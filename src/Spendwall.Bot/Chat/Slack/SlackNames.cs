using System.Text.RegularExpressions;
using Spendwall.Bot.Chat.Slack.Rendering;

namespace Spendwall.Bot.Chat.Slack;

/// <summary>
/// What people read in Slack: the workspace's names where only an id such as <c>@U0123ABCD</c> is known, as when the
/// settings name an owner by the id alone. A name is text and pings nobody.
/// </summary>
internal sealed partial class SlackNames(SlackDirectory directory, [FromKeyedServices("transport")] TimeProvider transport)
{
    /// <summary>No alert waits longer for a name.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Ids that are looked up for one message.</summary>
    private const int Most = 20;

    /// <summary>The message with names; an id that no name can be found of stays.</summary>
    public async Task<ChatMessage> InAsync(ChatMessage message, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        SlackRewriting.Map(message, text =>
        {
            Collect(text, ids);

            return text;
        });
        var names = await FindAsync(ids, cancellationToken);

        return names.Count == 0 ? message : SlackRewriting.Map(message, text => Put(text, names));
    }

    public async Task<string> InAsync(string text, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        Collect(text, ids);

        return Put(text, await FindAsync(ids, cancellationToken));
    }

    private static void Collect(string text, HashSet<string> ids)
    {
        if (text.Contains('@', StringComparison.Ordinal))
        {
            ids.UnionWith(Id().Matches(text).Select(static match => match.Groups["id"].Value));
        }
    }

    private static string Put(string text, Dictionary<string, string> names) =>
        names.Count == 0 ? text : Id().Replace(text, match => names.GetValueOrDefault(match.Groups["id"].Value, match.Value));

    private async Task<Dictionary<string, string>> FindAsync(HashSet<string> ids, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (ids.Count == 0)
        {
            return names;
        }

        using var late = new CancellationTokenSource(Patience, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            foreach (string id in ids.Take(Most))
            {
                if (await directory.NameAsync(id, either.Token) is { } name)
                {
                    names[id] = name;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What was found until now is better than nothing.
        }

        return names;
    }

    /// <summary>A person's id, or a user group's.</summary>
    [GeneratedRegex(@"(?<![\w<@])@(?<id>[UWS][A-Z0-9]{5,20})(?![\w-])")]
    private static partial Regex Id();
}
