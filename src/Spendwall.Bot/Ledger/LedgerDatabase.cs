using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Ledger;

/// <summary>
/// The door to the tables for every store: reads run beside each other, writes one after the other, each in one
/// transaction that holds the write lock from its start, so that a read inside it cannot go stale. A fault of the file
/// or the disk leaves as <see cref="StorageException"/>.
/// </summary>
public sealed class LedgerDatabase(IDbContextFactory<LedgerContext> contexts) : IDisposable
{
    private readonly SemaphoreSlim writer = new(1, 1);

    /// <exception cref="StorageException">The storage cannot be used.</exception>
    public async Task<T> ReadAsync<T>(Func<LedgerContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);

            return await read(db, cancellationToken);
        }
        catch (Exception exception) when (StorageFaults.Describe(exception) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Reads row by row; the connection is held until the last row or the end of the loop.</summary>
    /// <exception cref="StorageException">The storage cannot be used.</exception>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        Func<LedgerContext, CancellationToken, IAsyncEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var rows = read(db, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(rows))
        {
            yield return rows.Current;
        }
    }

    /// <summary>Runs <paramref name="write"/> in one transaction and saves its tracked changes; a throw changes nothing.</summary>
    /// <exception cref="StorageException">The storage cannot be used.</exception>
    public async Task<T> WriteAsync<T>(Func<LedgerContext, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        await writer.WaitAsync(cancellationToken);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);

            // On SQLite this is BEGIN IMMEDIATE, which waits for another process up to the busy timeout.
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await WriteTurn.TakeAsync(db, cancellationToken);
            T result = await write(db, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);

            return result;
        }
        catch (Exception exception) when (StorageFaults.Describe(exception) is { } fault)
        {
            throw fault;
        }
        finally
        {
            writer.Release();
        }
    }

    /// <summary>One statement that is a whole change by itself: it needs no turn, so it does not wait behind long writes.</summary>
    /// <exception cref="StorageException">The storage cannot be used.</exception>
    internal Task<int> StatementAsync(Func<LedgerContext, CancellationToken, Task<int>> statement, CancellationToken cancellationToken) => ReadAsync(statement, cancellationToken);

    public void Dispose() => writer.Dispose();

    private static async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> rows)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (Exception exception) when (StorageFaults.Describe(exception) is { } fault)
        {
            throw fault;
        }
    }
}
