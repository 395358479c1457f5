using System.Text.Json;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>Keys and their budget layers, from <c>GET /key</c> and <c>GET /keys</c>.</summary>
internal static class KeyDecoder
{
    private const string OwnLimit = "key_limit";

    /// <summary>What <c>GET /key</c> says of the calling key.</summary>
    public sealed record OwnKey(bool IsManagement, string Label, Usd? UsageToday, Usd? ByokToday, Usd? ByokTotal, KeyCap Cap, IReadOnlyList<KeyCap> Layers);

    /// <exception cref="FormatException">It is no key.</exception>
    public static OwnKey DecodeOwn(JsonElement root, string account, DateTimeOffset now)
    {
        var data = root.Required("data");
        string label = data.Text("label") ?? "this key";
        var cap = Cap(data, new KeyCap(account, now, label, label)) with { Workspace = data.Text("workspace_id") };
        var layers = data.Items("budgets").Where(layer => layer.Text("scope") != OwnLimit).Select(layer => Layer(layer, cap)).ToList();

        return new OwnKey(
            data.Flag("is_management_key") ?? data.Flag("is_provisioning_key") ?? false,
            label, data.Dollars("usage_daily"), data.Dollars("byok_usage_daily"), data.Dollars("byok_usage"), cap, Distinct(layers));
    }

    /// <summary>One item of <c>GET /keys</c>.</summary>
    /// <exception cref="FormatException">It names no key.</exception>
    public static ListedKey DecodeListed(JsonElement item, string account, DateTimeOffset now, string? workspace)
    {
        string? label = item.Text("label");
        string id = item.Text("hash") ?? item.Text("name") ?? label ?? throw new FormatException("a key without 'hash', 'name' and 'label'");
        var cap = Cap(item, new KeyCap(account, now, id, item.Text("name") ?? label ?? id));

        return new ListedKey(label, cap with
        {
            Disabled = item.Flag("disabled") ?? false,
            LastUsedAt = item.Instant("last_used_at"),
            Workspace = workspace ?? item.Text("workspace_id"),
        });
    }

    /// <param name="Label">The masked key text, by which <c>GET /key</c> names the same key.</param>
    public sealed record ListedKey(string? Label, KeyCap Cap);

    private static KeyCap Cap(JsonElement data, KeyCap cap) => cap with
    {
        Limit = data.Dollars("limit"),
        Remaining = data.Dollars("limit_remaining"),
        Reset = Reset(data.Text("limit_reset")),
        Usage = data.Dollars("usage"),
        UsageToday = data.Dollars("usage_daily"),
        UsageThisWeek = data.Dollars("usage_weekly"),
        UsageThisMonth = data.Dollars("usage_monthly"),
        ExpiresAt = data.Instant("expires_at"),
    };

    private static KeyCap Layer(JsonElement layer, KeyCap key)
    {
        var reset = Reset(layer.Text("reset_interval"));
        var limit = layer.Dollars("limit_usd");
        var spend = layer.Dollars("spend_usd");

        return new KeyCap(key.Account, key.ObservedAt, key.KeyId, key.Name)
        {
            Layer = layer.Text("scope") ?? "budget",
            Limit = limit,
            Remaining = layer.Dollars("remaining_usd") ?? (limit - spend),
            Reset = reset,

            // A layer counts one window only; which one says its reset.
            Usage = reset == CapReset.Never ? spend : null,
            UsageToday = reset == CapReset.Daily ? spend : null,
            UsageThisWeek = reset == CapReset.Weekly ? spend : null,
            UsageThisMonth = reset == CapReset.Monthly ? spend : null,
            Workspace = key.Workspace,
        };
    }

    /// <summary>One cap per key and layer: several windows of one scope get the window's name, several guardrails of one window leave the tightest.</summary>
    private static List<KeyCap> Distinct(List<KeyCap> layers) =>
    [
        .. layers.GroupBy(layer => layer.Layer).SelectMany(scope =>
        {
            var windows = scope.GroupBy(layer => layer.Reset).Select(window => window.MinBy(layer => layer.Remaining ?? layer.Limit ?? new Usd(long.MaxValue))!).ToList();

            return windows.Count == 1 ? windows : windows.Select(layer => layer with { Layer = $"{layer.Layer}:{layer.Reset.ToString().ToLowerInvariant()}" });
        }),
    ];

    private static CapReset Reset(string? text) => text switch
    {
        "daily" => CapReset.Daily,
        "weekly" => CapReset.Weekly,
        "monthly" => CapReset.Monthly,

        // A word nobody knows promises no reset.
        _ => CapReset.Never,
    };
}
