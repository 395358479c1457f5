using System.Threading.Channels;

namespace Spendwall.Bot.Chat.Slack.Transport;

/// <summary>The work after the acknowledgement: bounded, never on a socket's own loop, finished at shutdown as far as time allows.</summary>
internal sealed partial class SlackWorkQueue(
    ISlackHandler handler, SlackTransportSettings settings, [FromKeyedServices("transport")] TimeProvider transport, ILogger<SlackWorkQueue> logger) : IHostedService, IDisposable
{
    private readonly Channel<SlackInbound> work = Channel.CreateUnbounded<SlackInbound>();
    private readonly CancellationTokenSource giveUp = new();
    private readonly List<Task> workers = [];
    private int taken;
    private volatile bool isClosed;

    /// <summary>Takes a place, which <see cref="Post"/> uses.</summary>
    public bool TryReserve()
    {
        if (isClosed)
        {
            return false;
        }

        bool hasRoom = Interlocked.Increment(ref taken) <= settings.Backlog;
        if (!hasRoom)
        {
            Interlocked.Decrement(ref taken);
        }

        return hasRoom;
    }

    public void Post(SlackInbound inbound)
    {
        if (!work.Writer.TryWrite(inbound))
        {
            Interlocked.Decrement(ref taken);
            LogDropped(inbound.GetType().Name);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        workers.AddRange(Enumerable.Range(0, settings.Workers).Select(at => SlackWorkThread.RunAsync($"Slack work {at + 1}", WorkAsync)));

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        isClosed = true;
        work.Writer.TryComplete();
        using var late = new CancellationTokenSource(settings.DrainWithin, transport);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await Task.WhenAll(workers).WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            LogUnfinished(Volatile.Read(ref taken));
            await giveUp.CancelAsync();
        }
    }

    public void Dispose() => giveUp.Dispose();

    private async Task WorkAsync()
    {
        await foreach (var inbound in work.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (giveUp.IsCancellationRequested)
            {
                return;
            }

            using var late = new CancellationTokenSource(settings.WorkWithin, transport);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, giveUp.Token);
            try
            {
                await handler.HandleAsync(inbound, either.Token);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                LogCut(inbound.GetType().Name);
            }
            catch (Exception exception)
            {
                LogThrew(inbound.GetType().Name, exception);
            }
            finally
            {
                Interlocked.Decrement(ref taken);
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
