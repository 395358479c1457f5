using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Spendwall.Bot.Sandbox.Serving;

/// <summary>The server's half of a WebSocket handshake (RFC 6455 §4.2), on a stream that can fall silent.</summary>
internal static class SocketUpgrade
{
    private const string HandshakeKey = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static bool IsAsked(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } && context.Request.Headers.SecWebSocketKey.Count > 0;

    /// <exception cref="InvalidOperationException">Nobody asked for one.</exception>
    public static async Task<GatedStream> AcceptAsync(HttpContext context)
    {
        var upgrade = context.Features.Get<IHttpUpgradeFeature>() ?? throw new InvalidOperationException("The connection cannot be upgraded.");
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = Accept(context.Request.Headers.SecWebSocketKey.ToString());

        return new(await upgrade.UpgradeAsync());
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 asks for SHA-1; it protects nothing.")]
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + HandshakeKey)));
}
