using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Spendwall.Bot.Providers.Http;

/// <summary>The one pipeline of a client: total timeout, retries, circuit, admission, attempt timeout; all on the transport clock.</summary>
internal static class TransportPipeline
{
    public static readonly ResiliencePropertyKey<ProviderRequest> Request = new("spendwall.request");

    /// <summary>The transport clock's timestamp at which the total timeout began.</summary>
    public static readonly ResiliencePropertyKey<long> Started = new("spendwall.started");

    /// <param name="retrying">Told before each wait: the request, the wait and what went wrong.</param>
    public static ResiliencePipeline<byte[]> Build(
        TransportSettings settings, TimeProvider clock, SemaphoreSlim host, Func<double> random, Action<ProviderRequest, TimeSpan, Exception?> retrying)
    {
        var builder = new ResiliencePipelineBuilder<byte[]> { TimeProvider = clock }
            .AddTimeout(settings.TotalTimeout);

        if (settings.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<byte[]>
            {
                MaxRetryAttempts = settings.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random,
                Delay = settings.RetryDelay,
                ShouldHandle = args => ValueTask.FromResult(!args.Context.Properties.GetValue(Request, null!).IsOnce && args.Outcome.Exception switch
                {
                    // Waiting longer than is left would only turn a clear answer into a timeout.
                    ProviderException { IsTransient: true } refused => refused.RetryAfter is not { } wait
                        || wait < settings.TotalTimeout - clock.GetElapsedTime(args.Context.Properties.GetValue(Started, 0)),
                    TimeoutRejectedException => true,
                    _ => false,
                }),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    args.Outcome.Exception is ProviderException { RetryAfter: { } wait } ? wait + (settings.RetryDelay / 4 * random()) : null),
                OnRetry = args =>
                {
                    retrying(args.Context.Properties.GetValue(Request, null!), args.RetryDelay, args.Outcome.Exception);

                    return ValueTask.CompletedTask;
                },
            });
        }

        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<byte[]>
            {
                FailureRatio = 0.8,
                MinimumThroughput = settings.CircuitThroughput,
                SamplingDuration = settings.CircuitWindow,
                BreakDuration = settings.CircuitBreak,

                // A refusal is an answer: only silence and trouble of the server's own open the circuit.
                ShouldHandle = static args => ValueTask.FromResult(
                    args.Outcome.Exception is ProviderException { Failure: ProviderFailure.Unavailable } or TimeoutRejectedException),
            })
            .AddStrategy(_ => new AdmissionStrategy(host))
            .AddTimeout(settings.AttemptTimeout)
            .Build();
    }
}
