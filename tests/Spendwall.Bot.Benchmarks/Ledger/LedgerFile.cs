using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Benchmarks.Ledger;

/// <summary>A ledger in a file of its own, gone at the end.</summary>
internal sealed class LedgerFile : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private LedgerFile(string path)
    {
        Path = path;
        services = new ServiceCollection().AddLedger($"Data Source={path}").BuildServiceProvider();
    }

    public string Path { get; }

    public ISpendLedger Ledger => services.GetRequiredService<ISpendLedger>();

    public LedgerDatabase Database => services.GetRequiredService<LedgerDatabase>();

    public LedgerStorage Storage => services.GetRequiredService<LedgerStorage>();

    public static async Task<LedgerFile> CreateAsync(string folder, CancellationToken cancellationToken)
    {
        var file = new LedgerFile(System.IO.Path.Combine(folder, $"{Guid.NewGuid():N}.db"));
        await file.Storage.OpenAsync(cancellationToken);

        return file;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        foreach (string part in new[] { "", "-wal", "-shm" })
        {
            File.Delete(Path + part);
        }
    }
}
