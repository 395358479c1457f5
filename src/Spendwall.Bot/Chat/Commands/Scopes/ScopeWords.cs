using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands.Scopes;

/// <summary>Joins governance's port to the resolver that every command uses: <c>kind:value</c> among the words forces a kind.</summary>
public sealed class ScopeWords(ScopeResolver scopes) : IScopeResolver
{
    public async Task<ScopeResolution> ResolveAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var bare = new List<string>();
        var forced = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string word in words)
        {
            if (Kind(word) is { } kind)
            {
                forced[kind] = word[(kind.Length + 1)..].Trim('"');
            }
            else
            {
                bare.Add(word);
            }
        }

        return await scopes.ResolveAsync(bare, forced, [], acceptUnseen: true, cancellationToken) switch
        {
            ScopeReading.Found found => new ScopeResolution.Found(found.Scope),
            ScopeReading.Refused refused => new ScopeResolution.Refused(refused.Answer.Kind, refused.Answer.Message, refused.Answer.Fix),
            _ => throw new InvalidOperationException("A scope is found or refused."),
        };
    }

    /// <summary>The words and options of a request as one list of words, so that both ways to name a kind read alike.</summary>
    /// <param name="except">Options that the command has for something else.</param>
    public static List<string> Of(CommandRequest request, params string[] except) =>
    [
        .. request.Words,
        .. Scope.Kinds.Where(kind => !except.Contains(kind) && request.Options.ContainsKey(kind)).Select(kind => $"{kind}:{request.Options[kind]}"),
    ];

    private static string? Kind(string word) => Scope.Kinds.FirstOrDefault(kind => word.StartsWith(kind + ":", StringComparison.OrdinalIgnoreCase) && word.Length > kind.Length + 1);
}
