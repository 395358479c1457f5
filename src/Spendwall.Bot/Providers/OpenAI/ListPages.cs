using System.Text.Json;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenAI;

/// <summary>Admin lists: pages by the last id seen.</summary>
internal sealed class ListPages(ProviderTransport transport, RequestPaces paces)
{
    /// <param name="path">With its own query, if it has one.</param>
    /// <param name="decode">What of an item is kept; it says by a <see cref="FormatException"/> what it cannot read.</param>
    /// <exception cref="ProviderException">Not all pages could be read.</exception>
    public async Task<List<T>> ReadAsync<T>(string path, Func<JsonElement, T> decode, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string first = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=100";
        var request = new ProviderRequest(first) { Paces = paces.Any };
        while (true)
        {
            string? after = await transport.ReadAsync(request, root => Page(root, items, decode), cancellationToken);
            if (after is null)
            {
                return items;
            }

            if (!seen.Add(after))
            {
                throw transport.Malformed(request, "the same page comes again");
            }

            request = request with { Path = $"{first}&after={Uri.EscapeDataString(after)}" };
        }
    }

    private static string? Page<T>(JsonElement root, List<T> items, Func<JsonElement, T> decode)
    {
        string? last = null;
        foreach (var item in root.List("data"))
        {
            items.Add(decode(item));
            last = item.Text("id") ?? last;
        }

        return root.Flag("has_more") is not true
            ? null
            : root.Text("last_id") ?? last ?? throw new FormatException("'has_more' is true, but there is no 'last_id'");
    }
}
