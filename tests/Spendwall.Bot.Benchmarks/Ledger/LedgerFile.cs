using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Benchmarks.Ledger;

/// <summary>A ledger in a file.</summary>
internal sealed class LedgerFile : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly bool temporary;

    private LedgerFile(string path, bool temporary)
    {
        Path = path;
        this.temporary = temporary;
        services = new ServiceCollection().AddLedger($"Data Source={path}").BuildServiceProvider();
    }

    public string Path { get; }

    public ISpendLedger Ledger => services.GetRequiredService<ISpendLedger>();

    public LedgerDatabase Database => services.GetRequiredService<LedgerDatabase>();

    public LedgerStorage Storage => services.GetRequiredService<LedgerStorage>();

    /// <summary>A file of its own, gone at the end.</summary>
    public static Task<LedgerFile> CreateAsync(string folder, CancellationToken cancellationToken) =>
        OpenAsync(new LedgerFile(System.IO.Path.Combine(folder, $"{Guid.NewGuid():N}.db"), temporary: true), cancellationToken);

    /// <summary>A file that stays.</summary>
    public static Task<LedgerFile> OpenAsync(string path, CancellationToken cancellationToken) =>
        OpenAsync(new LedgerFile(path, temporary: false), cancellationToken);

    /// <summary>One number, past everything that is measured.</summary>
    public static async Task<long> NumberAsync(string path, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;

        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken) ?? 0L, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        foreach (string part in temporary ? ["", "-wal", "-shm"] : Array.Empty<string>())
        {
            File.Delete(Path + part);
        }
    }

    private static async Task<LedgerFile> OpenAsync(LedgerFile file, CancellationToken cancellationToken)
    {
        await file.Storage.OpenAsync(cancellationToken);

        return file;
    }
}
