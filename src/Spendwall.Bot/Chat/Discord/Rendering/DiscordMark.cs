using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Chat.Discord.Rendering;

/// <summary>
/// How a message of ours is known again. Discord knows a <c>nonce</c> for a few minutes only, so the embed carries it too,
/// as its address: an embed without a title shows none. Pure.
/// </summary>
internal static class DiscordMark
{
    /// <summary>From a delivery's key: 24 characters, the same for the same key for ever.</summary>
    public static string Of(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 12));

    /// <summary>A name that can belong to nobody (RFC 2606).</summary>
    public static string Url(string mark) => $"https://spendwall.invalid/{mark}";

    /// <summary>An embed that carries the mark and shows nothing: an address alone would be an empty message to Discord.</summary>
    public static JsonObject Blank(string url) => new() { ["description"] = "\u200b", ["url"] = url };

    public static bool IsOn(JsonElement message, string mark) =>
        ForeignJson.Text(message, "nonce") == mark || ForeignJson.Items(message, "embeds").Any(embed => ForeignJson.Text(embed, "url") == Url(mark));
}
