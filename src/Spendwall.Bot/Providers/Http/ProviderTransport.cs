using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Providers.Http;

/// <summary>
/// One account's way to its provider: sends, waits, retries and reads JSON. Only <see cref="ProviderException"/> and
/// cancellation leave it, and neither holds a key.
/// </summary>
internal sealed partial class ProviderTransport : IDisposable
{
    private const int ErrorStart = 16 * 1024;

    private readonly AccountOptions account;
    private readonly HttpClient http;
    private readonly Uri baseUrl;
    private readonly TransportSettings settings;
    private readonly TimeProvider clock;
    private readonly ResiliencePipeline<byte[]> pipeline;
    private readonly ILogger logger;

    /// <param name="clock">The transport clock.</param>
    /// <param name="host">The places at this host, shared by all accounts.</param>
    public ProviderTransport(AccountOptions account, HttpMessageHandler handler, Uri baseUrl, TransportSettings settings, TimeProvider clock, SemaphoreSlim host, ILogger logger)
    {
        this.account = account;
        this.baseUrl = baseUrl;
        this.settings = settings;
        this.clock = clock;
        this.logger = logger;
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Spendwall.Bot");
        pipeline = TransportPipeline.Build(settings, clock, host, settings.Random ?? new LockedRandom().Next,
            (request, wait, exception) => LogRetry(account.Name, request.Label, wait, exception?.Message ?? "no answer"));
    }

    private string Title => account.Provider.Title;

    /// <summary>Asks and decodes. What the decoder cannot read, it says by a <see cref="FormatException"/>.</summary>
    /// <exception cref="ProviderException">There is no answer that could be read.</exception>
    public async Task<T> ReadAsync<T>(ProviderRequest request, Func<JsonElement, T> decode, CancellationToken cancellationToken)
    {
        byte[] body = await SendAsync(request, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;

            // Seen on the wire: 200 with an error inside.
            if (root.Field("data") is null && root.Field("error") is not null && ErrorBody.FromJson(root) is { } error)
            {
                throw Refused(request, error.Code ?? 500, error, null);
            }

            return decode(root);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            string why = exception is JsonException ? $"it is no JSON ({body.Length} bytes)" : ForeignText.Clean(exception.Message);

            throw Malformed(request, why);
        }
    }

    /// <summary>An answer that contradicts itself.</summary>
    public ProviderException Malformed(ProviderRequest request, string why) =>
        new(ProviderFailure.Malformed, $"{Title}'s answer to {request.Label} cannot be read: {why}.")
        {
            Remedy = $"Whoever runs the bot checks that the BaseUrl of account {account.Name} is {Title}'s API and nothing in between changes answers; if it is, please report this.",
        };

    public void Dispose() => http.Dispose();

    private async Task<byte[]> SendAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        RequireKey(request);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(TransportPipeline.Request, request);
        context.Properties.Set(TransportPipeline.Started, clock.GetTimestamp());
        try
        {
            return await pipeline.ExecuteAsync(static (context, state) => state.Self.AttemptAsync(state.Request, context.CancellationToken), context, (Self: this, Request: request));
        }
        catch (TimeoutRejectedException exception)
        {
            throw Silent(request, $"did not answer within {exception.Timeout.TotalSeconds:0.#} s", exception);
        }
        catch (BrokenCircuitException exception)
        {
            string last = exception.InnerException is ProviderException refused ? $" The last one: {refused.Message}" : "";

            throw Silent(request, $"is left alone for a while after many failures.{last}", exception, exception.RetryAfter);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Silent(request, "broke off the answer", exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>A key that no header can carry would fail with its text in the exception.</summary>
    private void RequireKey(ProviderRequest request)
    {
        string key = (request.Key ?? account.ApiKey).Reveal();
        if (key.Length == 0 || key.Any(character => character is <= ' ' or > '~'))
        {
            var error = StatusErrors.Find(account.Provider, 401);

            throw new ProviderException(ProviderFailure.Credentials, $"The key of account {account.Name} is {(key.Length == 0 ? "empty" : "no key: it has blanks, line breaks or letters that no key has")}.")
            {
                Remedy = error.Remedy,
            };
        }
    }

    private async ValueTask<byte[]> AttemptAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var message = request.ToMessage(baseUrl, account.ApiKey);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                var body = ErrorBody.Read(await BoundedBody.ReadStartAsync(response.Content, ErrorStart, cancellationToken));

                throw Refused(request, (int)response.StatusCode, body, RetryAfterHeader.Read(response, clock.GetUtcNow()));
            }

            return await BoundedBody.ReadAsync(response.Content, settings.LargestAnswer, cancellationToken)
                ?? throw Malformed(request, $"it is larger than {settings.LargestAnswer / 1024} KiB");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw Silent(request, Describe(exception), exception);
        }
    }

    private ProviderException Refused(ProviderRequest request, int status, ErrorBody body, TimeSpan? retryAfter)
    {
        string key = (request.Key ?? account.ApiKey).Reveal();
        var error = ProviderErrors.Translate(account.Provider, status, body, key, account.ApiKey.Reveal());
        if (request.CanBeTooWide && status == 408)
        {
            error = error with { Failure = ProviderFailure.Rejected, Cause = ErrorCause.QueryTooWide, Remedy = "The bot asks for a shorter time by itself." };
        }

        return new ProviderException(error.Failure, $"{error.Message} ({request.Label})")
        {
            Remedy = error.Remedy + KeyHint.For(account.Provider, key, error.Failure),
            Status = status,
            RetryAfter = retryAfter,
            Parameter = body.Parameter,
        };
    }

    private ProviderException Silent(ProviderRequest request, string what, Exception inner, TimeSpan? retryAfter = null) =>
        new(ProviderFailure.Unavailable, $"{Title} {what} ({request.Label}).", inner)
        {
            Remedy = $"The bot tries again by itself. If it stays: check the network from here to {baseUrl.Host}, then {Title}'s status page.",
            RetryAfter = retryAfter,
        };

    private static string Describe(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "cannot be found: its name does not resolve",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "cannot be reached: no connection",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "cannot be reached safely: the TLS connection failed",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "cannot be reached through the proxy",
        _ => "broke off the answer",
    };

    [LoggerMessage(1, LogLevel.Information, "Asking again for {Account} {Request} in {Wait}: {Reason}")]
    private partial void LogRetry(string account, string request, TimeSpan wait, string reason);

    private sealed class LockedRandom
    {
        private readonly Lock gate = new();
        private readonly Random random = new();

        public double Next()
        {
            lock (gate)
            {
                return random.NextDouble();
            }
        }
    }
}
