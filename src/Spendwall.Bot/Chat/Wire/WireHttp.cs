namespace Spendwall.Bot.Chat.Wire;

/// <summary>The connections to a chat platform, shared by all of its callers. Their timeouts are the callers'.</summary>
internal static class WireHttp
{
    /// <param name="userAgent">As the platform wants it.</param>
    public static HttpClient Create(string userAgent)
    {
        // A redirect would carry the message, and on the way there the token, to another host.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);

        return client;
    }
}
