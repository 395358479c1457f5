using Polly;

namespace Spendwall.Bot.Providers.Http;

/// <summary>Waits for the key's pace and for a free place at the host before each attempt, outside the attempt's timeout.</summary>
internal sealed class AdmissionStrategy(SemaphoreSlim host) : ResilienceStrategy<byte[]>
{
    protected override async ValueTask<Outcome<byte[]>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<byte[]>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            var request = context.Properties.GetValue(TransportPipeline.Request, null!);
            foreach (var pace in request.Paces)
            {
                await pace.WaitAsync(context.CancellationToken);
            }

            await host.WaitAsync(context.CancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            return Outcome.FromException<byte[]>(exception);
        }

        try
        {
            return await callback(context, state);
        }
        finally
        {
            host.Release();
        }
    }
}
