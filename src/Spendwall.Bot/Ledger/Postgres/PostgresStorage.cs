using Microsoft.EntityFrameworkCore;
using Npgsql;
using Spendwall.Bot.Ledger.Schema;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Ledger.Postgres;

/// <summary>
/// A PostgreSQL database, which any number of replicas share: none of them changes its schema while others run, that is
/// the verb <c>migrate</c>'s; and its backups are the server's own tools' business.
/// </summary>
public sealed class PostgresStorage(string connectionString) : ILedgerStorage
{
    private static readonly StorageException Backups = new(
        StorageFault.Input,
        "PostgreSQL is saved by its own tools, also while the bot runs: pg_dump --format=custom --file=spendwall.dump DATABASE saves, pg_restore --clean --if-exists --dbname=DATABASE spendwall.dump brings back (with every replica stopped).");

    private readonly StorageTarget target = StorageTarget.Postgres(connectionString);

    /// <summary>What is wrong with a connection string, in a sentence; null when it can be used.</summary>
    public static string? FaultOf(string connectionString)
    {
        try
        {
            var builder = PostgresOptions.Complete(connectionString);

            return builder switch
            {
                { Host: null or "" } => "It must name the server, such as Host=db;Database=spendwall;Username=spendwall.",
                { Database: null or "" } => "It must name the database, such as Host=db;Database=spendwall;Username=spendwall.",
                { Pooling: true, NoResetOnClose: true } => "It says No Reset On Close, but a connection must not carry one replica's turn to write into its next use; remove it.",
                _ => null,
            };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            return exception.Message;
        }
    }

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await using var db = Context();
        if ((await LedgerSchema.PendingAsync(db, cancellationToken)) is [var first, ..])
        {
            throw new StorageException(
                StorageFault.OlderSchema, $"The database has not this release's schema yet ({first} is missing); run the verb migrate once, then start the replicas.");
        }

        return true;
    });

    /// <inheritdoc/>
    public Task<int> MigrateAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await using var db = Context();

        return await LedgerSchema.MigrateAsync(db, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<string> DescribeAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await using var db = Context();
        await db.Database.OpenConnectionAsync(cancellationToken);
        var version = ((NpgsqlConnection)db.Database.GetDbConnection()).PostgreSqlVersion;

        return $"PostgreSQL {version.Major}.{version.Minor}, schema {await LedgerSchema.StateAsync(db, cancellationToken)}";
    });

    /// <summary>The server checks its pages by itself; what is left to see is that it answers.</summary>
    public Task<IReadOnlyList<string>> IntegrityCheckAsync(CancellationToken cancellationToken) => GuardAsync<IReadOnlyList<string>>(async () =>
    {
        await using var db = Context();
        await using var command = await db.CommandAsync("SELECT pg_is_in_recovery()", cancellationToken);

        return await command.ExecuteScalarAsync(cancellationToken) is true ? ["this server is a standby and takes no writes"] : [];
    });

    /// <inheritdoc/>
    public Task BackupAsync(string path, CancellationToken cancellationToken) => Task.FromException(Backups);

    /// <inheritdoc/>
    public Task<string?> RestoreAsync(string backup, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromException<string?>(Backups);

    /// <summary>The driver closes what idles by itself.</summary>
    public void ReleaseIdle()
    {
    }

    internal LedgerContext Context() => new(target.ContextOptions());

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
    }
}
