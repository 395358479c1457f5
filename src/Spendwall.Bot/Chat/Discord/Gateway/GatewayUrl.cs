namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>Addresses that Discord names.</summary>
internal static class GatewayUrl
{
    /// <summary>
    /// An address of the gateway. The token goes there: in plain text only on this machine, and only when the API itself is spoken to
    /// in plain text.
    /// </summary>
    /// <returns>Null when it is none, or not safe.</returns>
    public static Uri? Parse(string? text, Uri apiUrl) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == "wss" || (url.Scheme == "ws" && url.IsLoopback && apiUrl.Scheme == Uri.UriSchemeHttp)) ? url : null;

    /// <summary>With the version and the encoding, which Discord leaves out.</summary>
    public static Uri ToConnect(Uri url) => new UriBuilder(url) { Query = "v=10&encoding=json" }.Uri;
}
