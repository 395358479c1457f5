namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>The connections to Slack, shared by all tokens.</summary>
internal sealed class SlackHttp : IDisposable
{
    public HttpClient Client { get; } = Create();

    public void Dispose() => Client.Dispose();

    private static HttpClient Create()
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
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Spendwall.Bot");

        return client;
    }
}
