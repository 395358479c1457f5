using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Schema;
using Spendwall.Bot.Ledger.Sqlite;

namespace Spendwall.Bot.Ledger.Storage;

/// <summary>A SQLite file, which one bot runs on and every verb may use beside it.</summary>
public sealed class LedgerStorage(string connectionString) : ILedgerStorage
{
    /// <summary>The migration that every database of the bot has.</summary>
    private const string First = "0001_ledger";

    private readonly SqliteConnectionStringBuilder connection = SqliteOptions.Complete(connectionString);

    /// <summary>Full path of the database.</summary>
    public string DatabasePath { get; } = Path.GetFullPath(SqliteOptions.Complete(connectionString).DataSource);

    /// <summary>What is wrong with a connection string, in a sentence; null when it can be used.</summary>
    public static string? FaultOf(string connectionString)
    {
        try
        {
            var builder = new SqliteConnectionStringBuilder(connectionString);

            return builder switch
            {
                { Mode: SqliteOpenMode.Memory } or { DataSource: "" or ":memory:" } => "It must name a file, such as Data Source=spendwall.db.",
                { Password.Length: > 0 } => "It has a Password, but the SQLite of this program does not encrypt; remove it, and let the file's permissions and an encrypted disk protect the file.",
                _ => null,
            };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return exception.Message;
        }
    }

    /// <summary>
    /// Makes the database ready: creates it for its owner's eyes only, or checks it and brings it to this release's
    /// schema. What cannot be used is left as it is. Comes before any other use of the file in this process.
    /// </summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public Task OpenAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (connection.Mode == SqliteOpenMode.ReadOnly)
        {
            throw new StorageException(StorageFault.ReadOnly, "The connection string says Mode=ReadOnly, but the bot must write; remove it from Spendwall:Storage:ConnectionString.");
        }

        if (!File.Exists(DatabasePath))
        {
            SqliteFiles.CreatePrivate(DatabasePath);
        }

        SqliteFiles.RequireHeader(DatabasePath, FileAccess.ReadWrite);
        await using var db = Context(connection);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await RequireSoundAsync(db, "PRAGMA quick_check(1)", DatabasePath, cancellationToken);
        if ((await LedgerSchema.PendingAsync(db, cancellationToken)).Contains(First) && await SqliteFiles.HasTablesAsync(db, cancellationToken))
        {
            throw new StorageException(StorageFault.NotADatabase, $"{Foreign(DatabasePath)} Nothing was written to it; name another file in Spendwall:Storage:ConnectionString.");
        }

        await SqliteFiles.UseLogAsync(db, cancellationToken);
        await LedgerSchema.MigrateAsync(db, cancellationToken);

        return true;
    });

    /// <summary>Opening is what migrates a file: it belongs to one bot, and to nobody who could still need the old schema.</summary>
    public async Task<int> MigrateAsync(CancellationToken cancellationToken)
    {
        int before = File.Exists(DatabasePath) ? await GuardAsync(AppliedAsync) : 0;
        await OpenAsync(cancellationToken);

        return await GuardAsync(AppliedAsync) - before;

        async Task<int> AppliedAsync()
        {
            await using var db = Context(connection);

            return (await LedgerSchema.AppliedAsync(db, cancellationToken)).Count;
        }
    }

    /// <inheritdoc/>
    public Task<string> DescribeAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        SqliteFiles.RequireFile(DatabasePath);
        await using var db = Context(connection);
        await db.Database.OpenConnectionAsync(cancellationToken);

        return $"SQLite {db.Database.GetDbConnection().ServerVersion}, schema {await LedgerSchema.StateAsync(db, cancellationToken)}";
    });

    /// <summary>Closes connections that nobody uses: each keeps megabytes of pages that it once read.</summary>
    public void ReleaseIdle()
    {
        using var pooled = new SqliteConnection(connection.ToString());
        SqliteConnection.ClearPool(pooled);
    }

    /// <summary>Reads every page and index, which takes seconds per gigabyte.</summary>
    /// <returns>What is wrong, in SQLite's words; empty when all is well.</returns>
    /// <exception cref="StorageException">It cannot even be read.</exception>
    public Task<IReadOnlyList<string>> IntegrityCheckAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        SqliteFiles.RequireFile(DatabasePath);
        await using var db = Context(connection);

        return await SqliteFiles.FaultsAsync(db, "PRAGMA integrity_check", cancellationToken);
    });

    /// <summary>Saves a checked copy, beside a running bot too.</summary>
    /// <exception cref="StorageException">The copy's file is there already, or either file cannot be used.</exception>
    public Task BackupAsync(string path, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        string target = Path.GetFullPath(path);
        if (Path.Exists(target))
        {
            throw new StorageException(StorageFault.Exists, $"{target} is there already; name another file, or remove it first.");
        }

        SqliteFiles.RequireFile(DatabasePath);
        string partial = target + ".partial";
        try
        {
            File.Delete(partial);
            SqliteFiles.CreatePrivate(partial);
            await SqliteFiles.CopyAsync(connection, SqliteFiles.ConnectionTo(partial), cancellationToken);
            await RequireUsableAsync(partial, target, cancellationToken);
            File.Move(partial, target, overwrite: false);
        }
        finally
        {
            SqliteFiles.Delete(partial);
        }

        return true;
    });

    /// <summary>Puts a backup in the database's place; the database that was there is kept beside it.</summary>
    /// <param name="now">Names the file that is kept.</param>
    /// <returns>Where the old database is now; null when there was none.</returns>
    /// <exception cref="StorageException">The backup cannot be used, or a bot is running on the database. Nothing was changed.</exception>
    public Task<string?> RestoreAsync(string backup, DateTimeOffset now, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        string source = Path.GetFullPath(backup);
        SqliteFiles.RequireHeader(source);
        using var instance = InstanceLock.Acquire(DatabasePath);
        string incoming = DatabasePath + ".restoring";
        try
        {
            SqliteFiles.Delete(incoming);
            SqliteFiles.CreatePrivate(incoming);
            await SqliteFiles.CopyAsync(SqliteFiles.ConnectionTo(source), SqliteFiles.ConnectionTo(incoming), cancellationToken);
            await RequireUsableAsync(incoming, source, cancellationToken);
            string? kept = null;
            if (File.Exists(DatabasePath))
            {
                await SqliteFiles.RequireUnusedAsync(connection, DatabasePath, cancellationToken);
                kept = string.Create(CultureInfo.InvariantCulture, $"{DatabasePath}.before-restore-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
                SqliteFiles.Move(DatabasePath, kept);
            }

            SqliteFiles.Move(incoming, DatabasePath);

            return kept;
        }
        finally
        {
            SqliteFiles.Delete(incoming);
        }
    });

    /// <summary>Whole, and of this release or an earlier one.</summary>
    private static async Task RequireUsableAsync(string path, string name, CancellationToken cancellationToken)
    {
        await using var db = Context(SqliteFiles.ConnectionTo(path));
        await RequireSoundAsync(db, "PRAGMA integrity_check", name, cancellationToken);
        if ((await LedgerSchema.PendingAsync(db, cancellationToken)).Contains(First))
        {
            throw new StorageException(StorageFault.NotADatabase, Foreign(name));
        }
    }

    private static string Foreign(string name) => $"{name} is a SQLite database, but not one of Spendwall.Bot.";

    private static async Task RequireSoundAsync(LedgerContext db, string pragma, string name, CancellationToken cancellationToken)
    {
        if ((await SqliteFiles.FaultsAsync(db, pragma, cancellationToken)) is [var first, ..])
        {
            throw new StorageException(StorageFault.Corrupt, $"{name} is damaged ({first}); restore a backup with the verb restore.");
        }
    }

    private static LedgerContext Context(SqliteConnectionStringBuilder connection)
    {
        // Not pooled: a closed file can be moved.
        var alone = new SqliteConnectionStringBuilder(connection.ToString()) { Pooling = false };
        var options = new DbContextOptionsBuilder<LedgerContext>();
        options.UseLedger(alone.ToString());

        return new LedgerContext(options.Options);
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (StorageFaults.Describe(exception) is { } fault)
        {
            throw fault;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StorageException(StorageFault.ReadOnly, $"{exception.Message} Give the bot's user permission on the file and its folder.", exception);
        }
        catch (IOException exception)
        {
            throw new StorageException(StorageFault.Unreachable, $"{exception.Message} Check the path and the disk.", exception);
        }
    }
}
