using System.Security.Cryptography;
using System.Text;

namespace Spendwall.Bot.Sandbox.Truth;

/// <summary>Who a caller is at each provider: an OpenRouter key in a workspace, an OpenAI project with one key.</summary>
internal sealed record Caller(string Name, string OpenRouterKey, string WorkspaceId, string ProjectId, string ApiKeyId)
{
    /// <summary>64 hex digits, as <c>/keys</c> shows it.</summary>
    public string KeyHash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(OpenRouterKey)));

    public string UserId => $"user-{ApiKeyId["key_".Length..]}";
}

/// <summary>The identities of every caller of a series, made from the seed.</summary>
internal sealed class CallerBook
{
    private readonly Dictionary<string, Caller> byName;
    private readonly Dictionary<string, Caller> byKey;

    public CallerBook(SpendSeries series, int seed)
    {
        DefaultWorkspace = new(StableHash.Uuid(seed, "workspace", "default").ToString(), "Default", "default");
        SecondWorkspace = new(StableHash.Uuid(seed, "workspace", "research").ToString(), "Research", "research");
        All = [.. series.Callers.Select((name, index) => new Caller(
            name,
            $"sk-or-v1-{StableHash.Hex(seed, "openrouter", name)}",
            (index % 3 == 2 ? SecondWorkspace : DefaultWorkspace).Id,
            $"proj_{StableHash.Hex(seed, "project", name)[..24]}",
            $"key_{StableHash.Hex(seed, "api_key", name)[..16]}"))];
        byName = All.ToDictionary(caller => caller.Name, StringComparer.Ordinal);
        byKey = All.ToDictionary(caller => caller.OpenRouterKey, StringComparer.Ordinal);
    }

    public IReadOnlyList<Caller> All { get; }

    public Workspace DefaultWorkspace { get; }

    /// <summary>Holds every third caller: an inventory that asks only the default workspace misses it.</summary>
    public Workspace SecondWorkspace { get; }

    public IReadOnlyList<Workspace> Workspaces => All.Count > 2 ? [DefaultWorkspace, SecondWorkspace] : [DefaultWorkspace];

    public Caller this[string name] => byName[name];

    public Caller? ByOpenRouterKey(string key) => byKey.GetValueOrDefault(key);

    public Workspace WorkspaceOf(Caller caller) => caller.WorkspaceId == SecondWorkspace.Id ? SecondWorkspace : DefaultWorkspace;
}

internal sealed record Workspace(string Id, string Name, string Slug);
