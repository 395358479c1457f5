using System.Text.Json;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>Reads every key of an account, workspace by workspace and page by page.</summary>
internal sealed class KeyInventory(AccountOptions account, ProviderTransport transport, RequestPaces paces, TimeProvider clock)
{
    private const int PageSize = 100;

    /// <param name="Blind">What could not be seen, in a sentence; null: everything was.</param>
    private sealed record Workspaces(IReadOnlyList<(string? Id, string? Name)> List, string? Blind);

    /// <exception cref="ProviderException">The inventory could not be read whole.</exception>
    public async Task<(IReadOnlyList<KeyCap> Caps, IReadOnlyList<(string Topic, string Text)> Blind)> ReadAsync(CancellationToken cancellationToken)
    {
        var workspaces = await WorkspacesAsync(cancellationToken);
        var keys = new Dictionary<string, KeyDecoder.ListedKey>(StringComparer.Ordinal);
        foreach (var (id, name) in workspaces.List)
        {
            await KeysAsync(id, name, keys, cancellationToken);
        }

        List<KeyCap> caps = [.. keys.Values.Select(key => key.Cap)];
        List<(string Topic, string Text)> blind = workspaces.Blind is { } text ? [("workspaces", text)] : [];
        if (!account.InferenceKey.IsEmpty)
        {
            try
            {
                await AddOwnLayersAsync(keys.Values, caps, cancellationToken);
            }
            catch (ProviderException exception) when (exception.Failure is ProviderFailure.Credentials or ProviderFailure.Permission)
            {
                blind.Add(("inference-key", $"The budget layers of InferenceKey are not seen: {exception.Message} {exception.Remedy}"));
            }
        }

        return (caps, blind);
    }

    /// <summary>Asks about the calling key, or about another one.</summary>
    public Task<KeyDecoder.OwnKey> OwnAsync(Secret? key, CancellationToken cancellationToken) => transport.ReadAsync(
        new ProviderRequest("key") { Key = key, Paces = paces.Any },
        root => KeyDecoder.DecodeOwn(root, account.Name, clock.GetUtcNow()),
        cancellationToken);

    private async Task AddOwnLayersAsync(IEnumerable<KeyDecoder.ListedKey> listed, List<KeyCap> caps, CancellationToken cancellationToken)
    {
        var own = await OwnAsync(account.InferenceKey, cancellationToken);
        var known = listed.FirstOrDefault(key => key.Label == own.Label)?.Cap;
        if (known is null)
        {
            caps.Add(own.Cap);
        }

        caps.AddRange(own.Layers.Select(layer => known is null ? layer : layer with { KeyId = known.KeyId, Name = known.Name, Workspace = known.Workspace }));
    }

    private async Task KeysAsync(string? workspace, string? name, Dictionary<string, KeyDecoder.ListedKey> keys, CancellationToken cancellationToken)
    {
        string filter = workspace is null ? "" : $"&workspace_id={Uri.EscapeDataString(workspace)}";
        for (int offset = 0; ; offset += PageSize)
        {
            var request = new ProviderRequest($"keys?include_disabled=true&offset={offset}{filter}") { Paces = paces.Any };
            var page = await transport.ReadAsync(request, root => DecodePage(root, name), cancellationToken);
            bool news = false;
            foreach (var key in page)
            {
                news |= keys.TryAdd(key.Cap.KeyId, key);
            }

            if (page.Count < PageSize)
            {
                return;
            }

            if (!news)
            {
                throw transport.Malformed(request, "the same page of keys comes again");
            }
        }
    }

    private List<KeyDecoder.ListedKey> DecodePage(JsonElement root, string? workspace) =>
        [.. root.List("data").Select(item => KeyDecoder.DecodeListed(item, account.Name, clock.GetUtcNow(), workspace))];

    private async Task<Workspaces> WorkspacesAsync(CancellationToken cancellationToken)
    {
        var found = new List<(string? Id, string? Name)>();
        try
        {
            for (bool more = true; more;)
            {
                var page = await transport.ReadAsync(
                    new ProviderRequest($"workspaces?limit={PageSize}&offset={found.Count}") { Paces = paces.Any }, DecodeWorkspaces, cancellationToken);
                var known = found.Select(workspace => workspace.Id).ToHashSet();
                var fresh = page.Where(workspace => !known.Contains(workspace.Id)).ToList();
                found.AddRange(fresh);
                more = page.Count == PageSize && fresh.Count > 0;
            }
        }
        catch (ProviderException exception) when (exception.Failure is ProviderFailure.Permission or ProviderFailure.NotFound)
        {
            return new Workspaces([(null, null)], "Only keys of the default workspace are seen: OpenRouter did not list the workspaces to this key.");
        }

        return new Workspaces(found.Count > 0 ? found : [(null, null)], null);
    }

    private static List<(string? Id, string? Name)> DecodeWorkspaces(JsonElement root) =>
        [.. root.List("data").Select(item => (Id: item.Text("id"), Name: item.Text("name") ?? item.Text("slug"))).Where(workspace => workspace.Id is not null)];
}
