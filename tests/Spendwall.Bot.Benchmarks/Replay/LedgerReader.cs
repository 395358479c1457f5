using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Benchmarks.Replay;

/// <summary>A ledger as somebody beside the bot reads it.</summary>
internal sealed class LedgerReader : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private LedgerReader(string path) =>
        services = new ServiceCollection().AddLogging().AddLedger($"Data Source={path};Pooling=False").BuildServiceProvider();

    public ISpendLedger Ledger => services.GetRequiredService<ISpendLedger>();

    /// <exception cref="StorageException">The file is not sound.</exception>
    public static async Task<LedgerReader> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var reader = new LedgerReader(path);
        var storage = reader.services.GetRequiredService<LedgerStorage>();
        await storage.OpenAsync(cancellationToken);
        if (await storage.IntegrityCheckAsync(cancellationToken) is [var fault, ..])
        {
            throw new StorageException(StorageFault.Corrupt, fault);
        }

        return reader;
    }

    /// <summary>Opens a copy with the log that a killed process left, so that the bot itself is the one to recover the original.</summary>
    /// <exception cref="StorageException">The file is not sound.</exception>
    public static Task<LedgerReader> OpenCopyAsync(string path, string folder, CancellationToken cancellationToken)
    {
        string copy = Path.Combine(folder, $"{Guid.NewGuid():N}.db");
        foreach (string part in new[] { "", "-wal" }.Where(part => File.Exists(path + part)))
        {
            File.Copy(path + part, copy + part);
        }

        return OpenAsync(copy, cancellationToken);
    }

    public Task<List<Delivery>> DeliveriesAsync(CancellationToken cancellationToken) =>
        services.GetRequiredService<LedgerDatabase>().ReadAsync((db, token) => db.Set<Delivery>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(token), cancellationToken);

    public Task<List<Incident>> IncidentsAsync(CancellationToken cancellationToken) =>
        services.GetRequiredService<LedgerDatabase>().ReadAsync((db, token) => db.Set<Incident>().AsNoTracking().OrderBy(row => row.Number).ToListAsync(token), cancellationToken);

    public Task<List<IncidentTransition>> TransitionsAsync(CancellationToken cancellationToken) =>
        services.GetRequiredService<LedgerDatabase>().ReadAsync((db, token) => db.Set<IncidentTransition>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(token), cancellationToken);

    public Task<List<Promise>> PromisesAsync(CancellationToken cancellationToken) =>
        services.GetRequiredService<LedgerDatabase>().ReadAsync((db, token) => db.Set<Promise>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(token), cancellationToken);

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
