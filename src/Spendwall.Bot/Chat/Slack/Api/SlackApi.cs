using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.Retry;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Slack.Api;

/// <summary>
/// Slack's Web API for one token. What may have happened is never sent again blindly: such a call repeats only after a 429
/// or when there was no connection to send it on.
/// </summary>
internal sealed partial class SlackApi : ISlackApi
{
    private static readonly ResiliencePropertyKey<Call> Calling = new("spendwall.slack");

    private readonly HttpClient http;
    private readonly Uri apiUrl;
    private readonly ISlackToken token;
    private readonly SlackGates gates;
    private readonly ResponseUrls responseUrls;
    private readonly SlackApiSettings settings;
    private readonly TimeProvider clock;
    private readonly TimeProvider transport;
    private readonly ILogger logger;
    private readonly SlackStanding? standing;
    private readonly ResiliencePipeline pipeline;

    /// <param name="clock">Business time: how fast calls may follow each other.</param>
    /// <param name="transport">Transport time: timeouts and waits before a repeat.</param>
    /// <param name="standing">Hears how the token fares; null: nobody asks.</param>
    public SlackApi(
        HttpClient http, Uri apiUrl, ISlackToken token, ResponseUrls responseUrls, SlackApiSettings settings, TimeProvider clock, TimeProvider transport, Func<double> random, ILogger logger, SlackStanding? standing = null)
    {
        this.http = http;
        this.apiUrl = apiUrl;
        this.token = token;
        this.responseUrls = responseUrls;
        this.settings = settings;
        this.clock = clock;
        this.transport = transport;
        this.logger = logger;
        this.standing = standing;
        gates = new SlackGates(clock, transport);
        pipeline = Pipeline(random);
    }

    public IReadOnlyList<string>? Scopes { get; private set; }

    public async Task<JsonElement> CallAsync(string method, JsonObject arguments, CancellationToken cancellationToken)
    {
        standing?.Check();
        var known = SlackMethod.Find(method);
        try
        {
            var answer = await AuthorisedAsync(known, SlackRequest.Of(known, arguments), cancellationToken);
            standing?.Taken();

            return answer;
        }
        catch (SlackException refused)
        {
            standing?.Refused(refused.Error);

            throw;
        }
    }

    public async Task UploadAsync(Uri uploadUrl, string contentType, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!IsSlacks(uploadUrl, "files.slack.com"))
        {
            throw new SlackException(SlackFailure.Payload, "foreign_url", "The upload_url leads to a host that is not Slack's.");
        }

        var request = new SlackRequest(bytes.ToArray(), contentType, null);

        // The same bytes to the same place twice are one file.
        var method = new SlackMethod("upload_url", null, null, true, TimeSpan.FromMinutes(1));
        await RunAsync(new Call(method, [new SlackGate(null, clock, transport)], transport.GetTimestamp()), async (_, token) =>
        {
            using var outgoing = request.ToMessage(uploadUrl);
            using var response = await http.SendAsync(outgoing, HttpCompletionOption.ResponseHeadersRead, token);
            int status = (int)response.StatusCode;
            if (status != 200)
            {
                throw status is >= 500 or 429
                    ? new SlackException(SlackFailure.Transient, $"http_{status}", $"Slack took no file: HTTP {status}.")
                    : new SlackException(SlackFailure.Payload, $"http_{status}", $"Slack refused the file: HTTP {status}.");
            }

            return default(JsonElement);
        }, cancellationToken);
    }

    public async Task RespondAsync(Uri responseUrl, JsonObject message, CancellationToken cancellationToken)
    {
        if (!IsSlacks(responseUrl, "hooks.slack.com"))
        {
            throw new SlackException(SlackFailure.Payload, "foreign_url", "The response_url leads to a host that is not Slack's.");
        }

        if (responseUrls.Take(responseUrl) is { } spent)
        {
            throw new SlackException(SlackFailure.Message, spent, "The response_url is used up or expired.");
        }

        var request = new SlackRequest(JsonSerializer.SerializeToUtf8Bytes((JsonNode)message), "application/json; charset=utf-8", null);
        var method = new SlackMethod("response_url", null, null, false, TimeSpan.FromMinutes(1));
        try
        {
            await RunAsync(new Call(method, [new SlackGate(null, clock, transport)], transport.GetTimestamp()), async (_, token) =>
            {
                using var outgoing = request.ToMessage(responseUrl);
                using var response = await http.SendAsync(outgoing, HttpCompletionOption.ResponseHeadersRead, token);
                await SlackAnswer.ReadResponseUrlAsync(response, settings, transport, token);

                return default(JsonElement);
            }, cancellationToken);
        }
        catch (SlackException failed) when (failed.Error == SlackErrors.NoConnection || failed.Failure == SlackFailure.RateLimited)
        {
            responseUrls.GiveBack(responseUrl);

            throw;
        }
    }

    /// <summary>A token that ends in mid-flight is renewed once, and the call, which had no effect, is sent once more.</summary>
    private async Task<JsonElement> AuthorisedAsync(SlackMethod method, SlackRequest request, CancellationToken cancellationToken)
    {
        var bearer = await TokenAsync(method.Name, cancellationToken);
        try
        {
            return await SendAsync(method, request, bearer, cancellationToken);
        }
        catch (SlackException expired) when (expired.Error == "token_expired")
        {
            if (!await token.RenewAsync(bearer, cancellationToken))
            {
                throw;
            }
        }

        return await SendAsync(method, request, await TokenAsync(method.Name, cancellationToken), cancellationToken);
    }

    private Task<JsonElement> SendAsync(SlackMethod method, SlackRequest request, Secret bearer, CancellationToken cancellationToken) =>
        RunAsync(new Call(method, gates.Of(method, request.Channel), transport.GetTimestamp()), async (call, cancelled) =>
        {
            using var message = request.ToMessage(new Uri(apiUrl, call.Method.Name));
            message.Headers.Authorization = new("Bearer", bearer.Reveal());
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancelled);
            if (response.Headers.TryGetValues("X-OAuth-Scopes", out var named))
            {
                Scopes = string.Join(',', named).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            }

            return await SlackAnswer.ReadAsync(response, call.Method.Name, settings, transport, cancelled);
        }, cancellationToken);

    private async Task<JsonElement> RunAsync(Call call, Func<Call, CancellationToken, Task<JsonElement>> send, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Calling, call);
        try
        {
            return await pipeline.ExecuteAsync(static async (context, state) => await state.Self.AttemptAsync(state.Call, state.Send, context.CancellationToken), context, (Self: this, Call: call, Send: send));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<JsonElement> AttemptAsync(Call call, Func<Call, CancellationToken, Task<JsonElement>> send, CancellationToken cancellationToken)
    {
        foreach (var gate in call.Gates)
        {
            if (await gate.EnterAsync(Left(call), cancellationToken) is { } tooLong)
            {
                throw SlackAnswer.Limited(call.Method.Name, tooLong);
            }
        }

        using var timeout = new CancellationTokenSource(settings.AttemptTimeout, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await send(call, either.Token);
        }
        catch (SlackException limited) when (limited is { Failure: SlackFailure.RateLimited, RetryAfter: { } wait })
        {
            call.Gates[0].Close(wait);

            throw;
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            throw new SlackException(SlackFailure.Transient, SlackErrors.NoConnection, $"Slack cannot be reached for {call.Method.Name}: {exception.HttpRequestError}.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            string what = timeout.IsCancellationRequested ? $"did not answer {call.Method.Name} within {settings.AttemptTimeout.TotalSeconds:0.#} s" : $"broke off the answer to {call.Method.Name}";

            throw new SlackException(SlackFailure.Transient, SlackErrors.NoAnswer, $"Slack {what}.", exception) { MayHaveHappened = true };
        }
    }

    private ResiliencePipeline Pipeline(Func<double> random) => new ResiliencePipelineBuilder { TimeProvider = transport }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = settings.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Randomizer = random,
            Delay = settings.RetryDelay,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is SlackException failed && MayRepeat(args.Context.Properties.GetValue(Calling, null!), failed)),

            // After a 429 the gate itself waits, and with it everyone else at this gate.
            DelayGenerator = static args => ValueTask.FromResult(
                args.Outcome.Exception is SlackException failed ? failed.Failure == SlackFailure.RateLimited ? TimeSpan.Zero : failed.RetryAfter : null),
            OnRetry = args =>
            {
                LogAgain(args.Context.Properties.GetValue(Calling, null!).Method.Name, (args.Outcome.Exception as SlackException)?.Error ?? "");

                return ValueTask.CompletedTask;
            },
        })
        .Build();

    private bool MayRepeat(Call call, SlackException failed)
    {
        bool harmless = failed.Failure == SlackFailure.RateLimited || failed.Error == SlackErrors.NoConnection
            || (failed.Failure == SlackFailure.Transient && call.Method.IsRepeatable);

        return harmless && (failed.RetryAfter ?? settings.RetryDelay) < Left(call);
    }

    private TimeSpan Left(Call call)
    {
        var left = call.Method.Patience - transport.GetElapsedTime(call.StartedAt);

        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Slack's own host for such addresses, or where the API is; anything else came from someone who wants us to knock there.</summary>
    private bool IsSlacks(Uri url, string host) => url.IsAbsoluteUri && url.UserInfo.Length == 0
        && ((url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && url.IdnHost == host)
            || (url.Scheme == apiUrl.Scheme && url.IdnHost == apiUrl.IdnHost && url.Port == apiUrl.Port));

    /// <summary>A token that no header can carry would fail with its text in the exception.</summary>
    private async Task<Secret> TokenAsync(string method, CancellationToken cancellationToken)
    {
        var current = await token.CurrentAsync(cancellationToken);
        string value = current.Reveal();
        if (value.Length == 0 || value.Any(static character => character is <= ' ' or > '~'))
        {
            throw new SlackException(SlackFailure.Token, "not_authed", $"{method} needs a token, and what is set is {(value.Length == 0 ? "empty" : "none: it has blanks, line breaks or letters that no token has")}.");
        }

        return current;
    }

    private sealed record Call(SlackMethod Method, SlackGate[] Gates, long StartedAt);

    [LoggerMessage(1, LogLevel.Information, "Calling {Method} again: {Error}")]
    private partial void LogAgain(string method, string error);
}
