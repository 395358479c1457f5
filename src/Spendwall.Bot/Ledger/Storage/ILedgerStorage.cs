namespace Spendwall.Bot.Ledger.Storage;

/// <summary>What is behind the ledger: opening, checking, saving and bringing back. Every fault is a <see cref="StorageException"/>.</summary>
public interface ILedgerStorage
{
    /// <summary>Makes the storage ready, or checks that it is; comes before its first use in this process.</summary>
    /// <exception cref="StorageException">It cannot be used. What is there is left as it is.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Brings the schema to this release's.</summary>
    /// <returns>How many migrations were applied.</returns>
    /// <exception cref="StorageException">It cannot be used, or a later release has written it.</exception>
    Task<int> MigrateAsync(CancellationToken cancellationToken);

    /// <summary>The engine and its schema in a few words, such as <c>PostgreSQL 15.13, schema 0012_cluster</c>.</summary>
    Task<string> DescribeAsync(CancellationToken cancellationToken);

    /// <returns>What is wrong with the stored data, in the engine's words; empty when all is well.</returns>
    Task<IReadOnlyList<string>> IntegrityCheckAsync(CancellationToken cancellationToken);

    /// <summary>Saves a checked copy.</summary>
    Task BackupAsync(string path, CancellationToken cancellationToken);

    /// <summary>Puts a backup in the database's place.</summary>
    /// <param name="now">Names what is kept of the old one.</param>
    /// <returns>Where the old database is now; null when there was none.</returns>
    Task<string?> RestoreAsync(string backup, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Closes connections that nobody uses.</summary>
    void ReleaseIdle();
}
