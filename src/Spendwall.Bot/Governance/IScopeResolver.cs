using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Governance;

/// <summary>What people type to the scope they mean: bare words in the order of PRODUCT §3, <c>kind:value</c> forces a kind.</summary>
public interface IScopeResolver
{
    Task<ScopeResolution> ResolveAsync(IReadOnlyList<string> words, CancellationToken cancellationToken);
}

public abstract record ScopeResolution
{
    private ScopeResolution()
    {
    }

    public sealed record Found(Scope Scope) : ScopeResolution;

    /// <summary>Nothing is called that, or two things are.</summary>
    public sealed record Refused(string Kind, string Message, string Fix) : ScopeResolution;
}
