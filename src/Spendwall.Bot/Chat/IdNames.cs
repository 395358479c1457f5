using System.Text.RegularExpressions;

namespace Spendwall.Bot.Chat;

/// <summary>
/// What people read: a platform's names where only an id is known, as when the settings name an owner by the id alone. A
/// name is text and pings nobody.
/// </summary>
/// <param name="id">How an id stands in a text, the bare id in the group <c>id</c>.</param>
/// <param name="lookup">With the at sign; null: it cannot be told.</param>
internal sealed class IdNames(Regex id, Func<string, CancellationToken, Task<string?>> lookup, TimeProvider transport)
{
    /// <summary>No alert waits longer for a name.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Ids that are looked up for one message.</summary>
    private const int Most = 20;

    /// <summary>The message with names; an id that no name can be found of stays.</summary>
    public async Task<ChatMessage> InAsync(ChatMessage message, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        MessageRewriting.Map(message, text =>
        {
            Collect(text, ids);

            return text;
        });
        var names = await FindAsync(ids, cancellationToken);

        return names.Count == 0 ? message : MessageRewriting.Map(message, text => Put(text, names));
    }

    public async Task<string> InAsync(string text, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        Collect(text, ids);

        return Put(text, await FindAsync(ids, cancellationToken));
    }

    private void Collect(string text, HashSet<string> ids)
    {
        if (text.Contains('@', StringComparison.Ordinal))
        {
            ids.UnionWith(id.Matches(text).Select(static match => match.Groups["id"].Value));
        }
    }

    private string Put(string text, Dictionary<string, string> names) =>
        names.Count == 0 ? text : id.Replace(text, match => names.GetValueOrDefault(match.Groups["id"].Value, match.Value));

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
            foreach (string one in ids.Take(Most))
            {
                if (await lookup(one, either.Token) is { } name)
                {
                    names[one] = name;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What was found until now is better than nothing.
        }

        return names;
    }
}
