using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Chat.Discord.Commands;

/// <summary>
/// The work behind interactions that were acknowledged: bounded, on threads of its own, never in the way of the next
/// acknowledgement, finished at shutdown as far as time allows. It takes work before the host has started, too.
/// </summary>
internal sealed partial class DiscordWork([FromKeyedServices("transport")] TimeProvider transport, ILogger<DiscordWork> logger) : IHostedService, IDisposable
{
    /// <summary>At once; the storage has one writer anyway.</summary>
    private const int AtOnce = 8;

    private const int Backlog = 200;

    /// <summary>An interaction's token lives 15 minutes.</summary>
    private static readonly TimeSpan WorkWithin = TimeSpan.FromMinutes(14);

    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim places = new(AtOnce);

    private readonly CancellationTokenSource giveUp = new();

    private readonly Lock gate = new();

    private readonly HashSet<Task> running = [];

    private int taken;

    private bool isClosed;

    /// <summary>Takes a place, which <see cref="Begin"/> uses or <see cref="Release"/> gives back.</summary>
    public bool TryReserve()
    {
        lock (gate)
        {
            if (isClosed || taken >= Backlog)
            {
                return false;
            }

            taken++;

            return true;
        }
    }

    public void Release()
    {
        lock (gate)
        {
            taken--;
        }
    }

    public void Begin(Func<CancellationToken, Task> work)
    {
        lock (gate)
        {
            var task = Task.Run(() => RunAsync(work));
            running.Add(task);
            _ = task.ContinueWith(Done, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Until everything that was begun has ended.</summary>
    public async Task IdleAsync()
    {
        while (Running() is { Length: > 0 } tasks)
        {
            await Task.WhenAll(tasks);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            isClosed = true;
        }

        using var late = new CancellationTokenSource(DrainWithin, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await IdleAsync().WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            LogUnfinished(Running().Length);
            await giveUp.CancelAsync();
        }
    }

    public void Dispose()
    {
        giveUp.Dispose();
        places.Dispose();
    }

    private Task[] Running()
    {
        lock (gate)
        {
            return [.. running];
        }
    }

    private void Done(Task task)
    {
        lock (gate)
        {
            running.Remove(task);
            taken--;
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        using var late = new CancellationTokenSource(WorkWithin, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, giveUp.Token);
        bool entered = false;
        try
        {
            await places.WaitAsync(either.Token);
            entered = true;
            await WorkThread.RunAsync("Discord work", () => work(either.Token));
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            LogCut();
        }
#pragma warning disable CA1031 // The edge: one interaction that cannot be worked on must not stop the next.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogThrew(exception);
        }
        finally
        {
            if (entered)
            {
                GiveBack();
            }
        }
    }

    /// <summary>Work that outlives the drain may come back after the end.</summary>
    private void GiveBack()
    {
        try
        {
            places.Release();
        }
        catch (ObjectDisposedException)
        {
            // Nobody counts any more.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "An interaction could not be worked on")]
    private partial void LogThrew(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "An interaction was cut off: it took too long, or the bot stops")]
    private partial void LogCut();

    [LoggerMessage(3, LogLevel.Warning, "Stopping with {Count} interactions unfinished")]
    private partial void LogUnfinished(int count);
}
