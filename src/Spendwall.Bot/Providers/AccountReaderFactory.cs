using System.Collections.Concurrent;
using System.Net;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Providers.Http;
using Spendwall.Bot.Providers.OpenAI;
using Spendwall.Bot.Providers.OpenRouter;

namespace Spendwall.Bot.Providers;

/// <summary>
/// Makes one reader per account, each with a client, a circuit and a key of its own. What a provider counts per key or
/// per host is shared between readers. Keep the factory for the life of the process; it owns the connections.
/// </summary>
public sealed class AccountReaderFactory : IDisposable
{
    private readonly TimeProvider clock;
    private readonly TimeProvider transport;
    private readonly TransportSettings settings;
    private readonly ILoggerFactory logs;
    private readonly Func<Uri, HttpMessageHandler> handlers;
    private readonly ConcurrentDictionary<AccountOptions, Lazy<(IAccountReader Reader, ProviderTransport Transport)>> readers = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> hosts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Authority, Secret Key), RequestPaces> paces = new();

    /// <param name="clock">Business time: what is now, and how fast requests may follow each other.</param>
    /// <param name="transport">Transport time: timeouts and the waits before retries.</param>
    [ActivatorUtilitiesConstructor]
    public AccountReaderFactory(TimeProvider clock, [FromKeyedServices("transport")] TimeProvider transport, TransportSettings settings, ILoggerFactory logs)
        : this(clock, transport, settings, logs, OwnHandler)
    {
    }

    internal AccountReaderFactory(TimeProvider clock, TimeProvider transport, TransportSettings settings, ILoggerFactory logs, Func<Uri, HttpMessageHandler> handlers)
    {
        this.clock = clock;
        this.transport = transport;
        this.settings = settings;
        this.logs = logs;
        this.handlers = handlers;
    }

    /// <summary>The account's reader; the same one for the same options.</summary>
    /// <exception cref="UriFormatException">The base URL is none; settings are checked before they come here.</exception>
    public IAccountReader Create(AccountOptions account) => readers.GetOrAdd(account, key => new(() => Build(key))).Value.Reader;

    public void Dispose()
    {
        foreach (var reader in readers.Values.Where(reader => reader.IsValueCreated))
        {
            reader.Value.Transport.Dispose();
        }

        foreach (var host in hosts.Values)
        {
            host.Dispose();
        }
    }

    private (IAccountReader Reader, ProviderTransport Transport) Build(AccountOptions account)
    {
        string address = account.BaseUrl.Length > 0 ? account.BaseUrl : account.Provider.DefaultBaseUrl;
        var baseUrl = new Uri(address.TrimEnd('/') + "/");
        var host = hosts.GetOrAdd(baseUrl.Authority, _ => new SemaphoreSlim(settings.RequestsPerHost));
        var pace = paces.GetOrAdd((baseUrl.Authority, account.ApiKey), _ => new RequestPaces(clock, settings.Paced, account.Provider));
        var client = new ProviderTransport(account, handlers(baseUrl), baseUrl, settings, transport, host, logs.CreateLogger<AccountReaderFactory>());
        IAccountReader reader = account.Provider == ProviderKind.OpenAI
            ? new OpenAIReader(account, client, pace, clock)
            : new OpenRouterReader(account, client, pace, clock);

        return (reader, client);
    }

    private static SocketsHttpHandler OwnHandler(Uri baseUrl) => new()
    {
        // A redirect could carry the key to another host; none of the endpoints needs one.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !baseUrl.IsLoopback,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };
}
