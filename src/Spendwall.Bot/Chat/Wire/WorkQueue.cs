using System.Threading.Channels;

namespace Spendwall.Bot.Chat.Wire;

/// <param name="Backlog">Items taken on and not yet done.</param>
/// <param name="Workers">Items worked on at once; with one, they keep their order.</param>
/// <param name="WorkWithin">One item's work.</param>
/// <param name="DrainWithin">What is taken on is finished before the process ends, for so long.</param>
internal sealed record WorkLimits(int Backlog, int Workers, TimeSpan WorkWithin, TimeSpan DrainWithin)
{
    /// <summary>Each worker has a thread of its own, called so: for work that computes. Null: the pool's, for work that only waits.</summary>
    public string? ThreadName { get; init; }
}

/// <summary>The work behind a socket: bounded, never on the socket's own loop, finished at shutdown as far as time allows.</summary>
/// <param name="transport">Transport time.</param>
internal sealed partial class WorkQueue<T>(Func<T, CancellationToken, Task> handle, WorkLimits limits, TimeProvider transport, ILogger logger) : IHostedService, IDisposable
    where T : class
{
    private readonly Channel<T> work = Channel.CreateUnbounded<T>();
    private readonly SemaphoreSlim places = new(limits.Backlog, limits.Backlog);
    private readonly CancellationTokenSource giveUp = new();
    private readonly List<Task> workers = [];
    private volatile bool isClosed;

    /// <summary>Takes a place, which <see cref="Post"/> uses or <see cref="Release"/> gives back.</summary>
    public bool TryReserve() => !isClosed && places.Wait(0, CancellationToken.None);

    /// <summary>Takes a place, or waits for one to become free.</summary>
    public async Task<bool> ReserveAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (isClosed)
        {
            return false;
        }

        using var late = new CancellationTokenSource(patience, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await places.WaitAsync(either.Token);

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Post(T inbound)
    {
        if (!work.Writer.TryWrite(inbound))
        {
            Release();
            LogDropped(inbound.GetType().Name);
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Release()
    {
        try
        {
            places.Release();
        }
        catch (ObjectDisposedException)
        {
            // A handler outlived the drain: nobody counts any more.
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        workers.AddRange(Enumerable.Range(0, limits.Workers).Select(at => limits.ThreadName is { } name ? WorkThread.RunAsync($"{name} {at + 1}", WorkAsync) : Task.Run(WorkAsync, CancellationToken.None)));

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        isClosed = true;
        work.Writer.TryComplete();
        using var late = new CancellationTokenSource(limits.DrainWithin, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await Task.WhenAll(workers).WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            LogUnfinished(limits.Backlog - places.CurrentCount);
            await giveUp.CancelAsync();
        }
    }

    public void Dispose()
    {
        giveUp.Dispose();
        places.Dispose();
    }

    private async Task WorkAsync()
    {
        using var turn = new WorkTurn(limits.WorkWithin, transport, giveUp.Token);
        await foreach (var inbound in work.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (giveUp.IsCancellationRequested)
            {
                return;
            }

            var late = turn.Begin();
            try
            {
                await handle(inbound, late);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested)
            {
                LogCut(inbound.GetType().Name);
            }
            catch (Exception exception)
            {
                LogThrew(inbound.GetType().Name, exception);
            }
            finally
            {
                turn.End();
                Release();
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Kind} failed")]
    private partial void LogThrew(string kind, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Kind} was cut off: it took too long, or the bot stops")]
    private partial void LogCut(string kind);

    [LoggerMessage(3, LogLevel.Warning, "Stopping with {Count} deliveries unfinished")]
    private partial void LogUnfinished(int count);

    [LoggerMessage(4, LogLevel.Warning, "{Kind} came while the bot stops and is not run")]
    private partial void LogDropped(string kind);
}
