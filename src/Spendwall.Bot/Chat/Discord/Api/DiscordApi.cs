using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>
/// Discord's REST API for one bot. What may have happened is never sent again blindly: a POST repeats only with an enforced
/// nonce, after a 429, or when there was no connection to send it on.
/// </summary>
internal sealed partial class DiscordApi : IDiscordApi
{
    private readonly HttpClient http;
    private readonly Uri apiUrl;
    private readonly Secret token;
    private readonly DiscordApiSettings settings;
    private readonly TimeProvider transport;
    private readonly Func<double> random;
    private readonly ILogger logger;
    private readonly DiscordBuckets buckets;
    private readonly DiscordGate global;
    private readonly DiscordGate edge;
    private readonly SlidingWindow invalid;
    private volatile bool isTokenDead;

    /// <param name="apiUrl">With a slash at its end.</param>
    public DiscordApi(HttpClient http, Uri apiUrl, Secret token, DiscordApiSettings settings, TimeProvider transport, Func<double> random, ILogger logger)
    {
        this.http = http;
        this.apiUrl = apiUrl;
        this.token = token;
        this.settings = settings;
        this.transport = transport;
        this.random = random;
        this.logger = logger;
        buckets = new(transport, settings.Margin);
        global = new(new(settings.PerSecond, TimeSpan.FromSeconds(1) + settings.Margin, transport), transport);
        edge = new(null, transport);
        invalid = new(settings.MostInvalid, TimeSpan.FromMinutes(10), transport);
    }

    public Task<JsonElement> CallAsync(HttpMethod method, string path, JsonNode? body, IReadOnlyList<DiscordFile> files, CancellationToken cancellationToken)
    {
        RequireToken();

        return RunAsync(new(DiscordRequest.Of(method, path, $"Bot {token.Reveal()}", body, files), Route(method, path), body, true, transport.GetTimestamp()), cancellationToken);
    }

    public Task<JsonElement> RespondAsync(HttpMethod method, DiscordReply reply, string path, JsonObject? body, IReadOnlyList<DiscordFile> files, CancellationToken cancellationToken)
    {
        string full = $"webhooks/{Part(reply.Application)}/{Part(reply.Token)}{(path.Length == 0 ? "" : $"/{path}")}";

        return RunAsync(new(DiscordRequest.Of(method, full, null, body, files), Route(method, full), body, false, transport.GetTimestamp()), cancellationToken);
    }

    public async Task CallbackAsync(DiscordReply reply, JsonObject body, CancellationToken cancellationToken)
    {
        string path = $"interactions/{Part(reply.Interaction)}/{Part(reply.Token)}/callback";
        var call = new Call(DiscordRequest.Of(HttpMethod.Post, path, null, body, []), Route(HttpMethod.Post, path), body, false, transport.GetTimestamp());
        try
        {
            await SendAsync(call, settings.CallbackTimeout, static _ => { }, cancellationToken);
        }
        catch (DiscordException unsent) when (unsent is { Failure: DiscordFailure.Transient, MayHaveHappened: false, InnerException: not null })
        {
            // There was no connection to send it on. The caller knows how long Discord waits.
            LogAgain(call.Route.Name, unsent.Message);
            await Task.Delay(settings.RetryDelay / 2, transport, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            await SendAsync(call, settings.CallbackTimeout, static _ => { }, cancellationToken);
        }
    }

    private async Task<JsonElement> RunAsync(Call call, CancellationToken cancellationToken)
    {
        int retries = 0;
        int turnedAway = 0;
        while (true)
        {
            try
            {
                return await AttemptAsync(call, cancellationToken);
            }
            catch (DiscordException failed) when (MayRepeat(call, failed, retries, turnedAway))
            {
                LogAgain(call.Route.Name, failed.Message);
                if (failed.Failure == DiscordFailure.RateLimited)
                {
                    // The gate waits, and with it everyone else at this gate.
                    turnedAway++;
                    continue;
                }

                var delay = settings.RetryDelay * Math.Pow(2, retries++) * (0.5 + (0.5 * random()));
                await Task.Delay(failed.RetryAfter is { } told && told > delay ? told : delay, transport, cancellationToken);
            }
        }
    }

    private async Task<JsonElement> AttemptAsync(Call call, CancellationToken cancellationToken)
    {
        var bucket = await EnterAsync(call, cancellationToken);
        bool left = false;
        try
        {
            return await SendAsync(call, settings.AttemptTimeout, told =>
            {
                left = true;
                bucket = buckets.Leave(call.Route, bucket, told);
            }, cancellationToken);
        }
        catch (DiscordException limited) when (limited is { Failure: DiscordFailure.RateLimited, RetryAfter: { } wait })
        {
            bucket.Close(wait);

            throw;
        }
        finally
        {
            if (!left)
            {
                bucket.Leave(null);
            }
        }
    }

    /// <summary>Waits for a turn in every limit that counts this call.</summary>
    /// <exception cref="DiscordException">It would take too long, or nothing may be sent at all.</exception>
    private async Task<DiscordBucket> EnterAsync(Call call, CancellationToken cancellationToken)
    {
        while (true)
        {
            var bucket = buckets.Find(call.Route);
            if (await bucket.EnterAsync(Left(call), cancellationToken) is { } tooLong)
            {
                throw Limited(call, tooLong);
            }

            // In the meantime an answer may have told that this route belongs to another bucket.
            if (!ReferenceEquals(bucket, buckets.Find(call.Route)))
            {
                bucket.GiveBack();
                continue;
            }

            try
            {
                if (await edge.EnterAsync(Left(call), cancellationToken) is { } closed)
                {
                    throw Limited(call, closed);
                }

                if (call.AsBot && await global.EnterAsync(Left(call), cancellationToken) is { } crowded)
                {
                    throw Limited(call, crowded);
                }

                RequireSilenceEnded(call);

                return bucket;
            }
            catch
            {
                bucket.GiveBack();

                throw;
            }
        }
    }

    /// <summary>One request.</summary>
    /// <param name="settle">Called once with what the answer says of the limits, before its body is read; null: nothing.</param>
    private async Task<JsonElement> SendAsync(Call call, TimeSpan within, Action<RateHeaders?> settle, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(within, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        DiscordAnswer answer;
        try
        {
            using var message = call.Request.ToMessage(apiUrl);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var told = RateHeaders.Read(response);
            settle(told.Bucket is not null || response.IsSuccessStatusCode ? told : null);
            answer = await DiscordAnswer.ReadAsync(response, settings.LargestAnswer, transport, either.Token);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            throw new DiscordException(DiscordFailure.Transient, 0, $"Discord cannot be reached for {call.Route}: {exception.HttpRequestError}.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            string what = timeout.IsCancellationRequested ? $"did not answer {call.Route} within {within.TotalSeconds:0.#} s" : $"broke off the answer to {call.Route}";

            throw new DiscordException(DiscordFailure.Transient, 0, $"Discord {what}.", exception) { MayHaveHappened = true };
        }

        return Judge(call, answer);
    }

    private JsonElement Judge(Call call, DiscordAnswer answer)
    {
        if (answer.Succeeded)
        {
            return answer.Root ?? default;
        }

        if (answer.IsInvalid)
        {
            invalid.Add();
        }

        if (answer is { IsEdge: true } or { Status: 429, RetryAfter: null })
        {
            answer = answer with { RetryAfter = answer.RetryAfter ?? settings.UnsaidRetryAfter };
        }

        var failed = answer.ToException(call.Route.Name, call.AsBot, code => MissingPermission.Name(code, call.Route.Name, call.Body, call.Request.Files.Count > 0));
        if (failed.RetryAfter is { } wait && failed.Failure == DiscordFailure.RateLimited)
        {
            if (answer.IsEdge)
            {
                edge.Close(wait + settings.Margin);
            }
            else if (answer.IsGlobal)
            {
                global.Close(wait + settings.Margin);
            }
        }

        if (failed.Failure == DiscordFailure.Token && call.AsBot && !isTokenDead)
        {
            isTokenDead = true;
            LogTokenDead();
        }

        throw failed;
    }

    private bool MayRepeat(Call call, DiscordException failed, int retries, int turnedAway) => failed.Failure switch
    {
        DiscordFailure.RateLimited => turnedAway < settings.MostLimited && failed.RetryAfter is { } wait && wait < Left(call),
        DiscordFailure.Transient => retries < settings.Retries && (call.Request.IsRepeatable || !failed.MayHaveHappened) && (failed.RetryAfter ?? settings.RetryDelay) < Left(call),
        _ => false,
    };

    private TimeSpan Left(Call call)
    {
        var left = settings.Patience - transport.GetElapsedTime(call.StartedAt);

        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private DiscordRoute Route(HttpMethod method, string path) => DiscordRoute.Of(method, path, transport.GetUtcNow());

    private static string Part(string part) => Uri.EscapeDataString(part);

    private static DiscordException Limited(Call call, TimeSpan wait) =>
        new(DiscordFailure.RateLimited, 0, $"Discord takes no more {call.Route} for {wait.TotalSeconds:0.#} s.") { RetryAfter = wait };

    /// <summary>Ten thousand refusals in ten minutes ban the address: half of them are answered with silence.</summary>
    private void RequireSilenceEnded(Call call)
    {
        if (invalid.Wait() is var wait && wait > TimeSpan.Zero)
        {
            LogSilent(wait);

            throw Limited(call, wait);
        }
    }

    private void RequireToken()
    {
        string value = token.Reveal();

        // One that no header can carry would fail with its text in the exception.
        string? why = value.Length == 0 ? "is empty"
            : value.Any(static character => character is <= ' ' or > '~') ? "has blanks, line breaks or letters that no token has"
            : isTokenDead ? "was refused by Discord; set a new one and restart the bot"
            : null;
        if (why is not null)
        {
            throw new DiscordException(DiscordFailure.Token, 0, $"Discord's bot token {why}.");
        }
    }

    private sealed record Call(DiscordRequest Request, DiscordRoute Route, JsonNode? Body, bool AsBot, long StartedAt);

    [LoggerMessage(1, LogLevel.Information, "Calling {Route} again: {Why}")]
    private partial void LogAgain(string route, string why);

    [LoggerMessage(2, LogLevel.Error, "Discord refuses the bot's token: nothing more is sent with it until it is replaced and the bot restarted")]
    private partial void LogTokenDead();

    [LoggerMessage(3, LogLevel.Error, "So many requests were refused that Discord would soon ban this address: nothing is sent for {Wait}")]
    private partial void LogSilent(TimeSpan wait);
}
