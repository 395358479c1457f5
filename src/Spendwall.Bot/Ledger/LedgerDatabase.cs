using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger;

/// <summary>
/// The door to the tables for every store: reads run beside each other, writes one after the other, each in one
/// transaction that holds the write lock from its start, so that a read inside it cannot go stale.
/// </summary>
public sealed class LedgerDatabase(IDbContextFactory<LedgerContext> contexts) : IDisposable
{
    private readonly SemaphoreSlim writer = new(1, 1);

    public async Task<T> ReadAsync<T>(Func<LedgerContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        return await read(db, cancellationToken);
    }

    /// <summary>Runs <paramref name="write"/> in one transaction and saves its tracked changes; a throw changes nothing.</summary>
    public async Task<T> WriteAsync<T>(Func<LedgerContext, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        await writer.WaitAsync(cancellationToken);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            T result = await write(db, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);

            return result;
        }
        finally
        {
            writer.Release();
        }
    }

    public void Dispose() => writer.Dispose();
}
