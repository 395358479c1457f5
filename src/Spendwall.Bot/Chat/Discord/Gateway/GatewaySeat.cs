using Spendwall.Bot.Ledger.Cluster;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Chat.Discord.Gateway;

/// <summary>Whether this process may hold the bot's one session: two sessions would each get every interaction.</summary>
internal interface IGatewaySeat
{
    /// <summary>Waits for the seat.</summary>
    /// <returns>Until it is disposed the seat is held; its token ends when it was lost.</returns>
    Task<HeldSeat> SitAsync(CancellationToken cancellationToken);
}

/// <summary>The seat of a bot that is alone on its storage.</summary>
internal sealed class OnlySeat : IGatewaySeat
{
    public Task<HeldSeat> SitAsync(CancellationToken cancellationToken) => Task.FromResult(new HeldSeat(static () => ValueTask.CompletedTask, CancellationToken.None));
}

/// <param name="lost">Ends when another replica may have the seat.</param>
internal sealed class HeldSeat(Func<ValueTask> leave, CancellationToken lost) : IAsyncDisposable
{
    public CancellationToken Lost => lost;

    public ValueTask DisposeAsync() => leave();
}

/// <summary>The seat that replicas share, by a lease.</summary>
internal sealed partial class LeasedSeat(LeaseStore leases, ReplicaId replica, [FromKeyedServices("transport")] TimeProvider transport, ILogger<LeasedSeat> logger) : IGatewaySeat
{
    public const string Name = "discord";

    public async Task<HeldSeat> SitAsync(CancellationToken cancellationToken)
    {
        var lease = new Lease(leases, Name, replica, transport);
        while (!await TurnAsync(lease, cancellationToken))
        {
            await Task.Delay(Lease.Every, transport, cancellationToken);
        }

        LogTaken(lease.Token ?? 0);
        var lost = new CancellationTokenSource();
        var leaving = new CancellationTokenSource();
        var beats = BeatAsync(lease, lost, leaving.Token);

        return new HeldSeat(async () =>
        {
            await leaving.CancelAsync();
            await beats;
            await ReleaseAsync(lease);
            leaving.Dispose();
            lost.Dispose();
        }, lost.Token);
    }

    private async Task BeatAsync(Lease lease, CancellationTokenSource lost, CancellationToken leaving)
    {
        try
        {
            var beat = Task.CompletedTask;
            do
            {
                await Task.Delay(Lease.Every, transport, leaving);

                // A beat that hangs is not joined by a second one, and must not outlive the lease.
                beat = beat.IsCompleted ? TurnAsync(lease, leaving) : beat;
                await Task.WhenAny(beat, Task.Delay(Lease.Every, transport, leaving));
            }
            while (lease.Token is not null);

            LogLost();
            await lost.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The seat is given back.
        }
    }

    private async Task<bool> TurnAsync(Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            return await lease.TurnAsync(cancellationToken);
        }
        catch (StorageException exception)
        {
            LogNoStorage(exception.Message);

            return lease.Token is not null;
        }
    }

    private async Task ReleaseAsync(Lease lease)
    {
        try
        {
            await lease.ReleaseAsync(CancellationToken.None);
        }
        catch (StorageException exception)
        {
            LogNoStorage(exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "This replica holds the Discord session (turn {Token})")]
    private partial void LogTaken(long token);

    [LoggerMessage(2, LogLevel.Warning, "This replica gave the Discord session up: it could not show for too long that it holds it")]
    private partial void LogLost();

    [LoggerMessage(3, LogLevel.Warning, "The Discord session's lease could not be seen to: {Reason}")]
    private partial void LogNoStorage(string reason);
}
