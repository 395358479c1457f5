namespace Spendwall.Bot.Ledger.Cluster;

/// <summary>Work that one replica at a time does, while nobody else writes.</summary>
public sealed class ClusterTurn(LedgerDatabase database)
{
    public Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (_, token) =>
            {
                await work(token);

                return true;
            },
            cancellationToken);
}
