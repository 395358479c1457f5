using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Ledger.Schema;

/// <summary>
/// Brings a database to this release's schema. All pending migrations are one transaction; EF's own runner is not used,
/// because on SQLite it marks its turn with a row that a killed process leaves behind, and then every later start hangs.
/// </summary>
internal static class LedgerSchema
{
    /// <returns>How many migrations were applied.</returns>
    /// <exception cref="StorageException">A later release has written the database.</exception>
    public static async Task<int> MigrateAsync(LedgerContext db, CancellationToken cancellationToken)
    {
        var assembly = db.GetService<IMigrationsAssembly>();
        if ((await PendingAsync(db, assembly, cancellationToken)).Count == 0)
        {
            return 0;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await WriteTurn.TakeAsync(db, cancellationToken);
        var history = db.GetService<IHistoryRepository>();
        if (!await HasHistoryAsync(db, cancellationToken))
        {
            await db.Database.ExecuteSqlRawAsync(history.GetCreateScript(), cancellationToken);
        }

        // Asked again: another process may have been faster.
        var pending = await PendingAsync(db, assembly, cancellationToken);
        foreach (string id in pending)
        {
            await ApplyAsync(db, assembly.CreateMigration(assembly.Migrations[id], db.Database.ProviderName!), cancellationToken);
            await db.Database.ExecuteSqlRawAsync(history.GetInsertScript(new HistoryRow(id, ProductInfo.GetVersion())), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);

        return pending.Count;
    }

    /// <summary>The newest migration that the database has, and how many are still to come.</summary>
    public static async Task<string> StateAsync(LedgerContext db, CancellationToken cancellationToken)
    {
        var applied = await AppliedAsync(db, cancellationToken);
        int pending = (await PendingAsync(db, cancellationToken)).Count;

        return (applied.Order(StringComparer.Ordinal).LastOrDefault() ?? "none") + (pending == 0 ? "" : $" ({pending} to come)");
    }

    public static async Task<IReadOnlyCollection<string>> AppliedAsync(LedgerContext db, CancellationToken cancellationToken)
    {
        var history = db.GetService<IHistoryRepository>();

        return await HasHistoryAsync(db, cancellationToken)
            ? (await history.GetAppliedMigrationsAsync(cancellationToken)).Select(static row => row.MigrationId).ToHashSet(StringComparer.Ordinal)
            : [];
    }

    /// <exception cref="StorageException">A later release has written the database.</exception>
    public static async Task<IReadOnlyList<string>> PendingAsync(LedgerContext db, CancellationToken cancellationToken) =>
        await PendingAsync(db, db.GetService<IMigrationsAssembly>(), cancellationToken);

    private static async Task<IReadOnlyList<string>> PendingAsync(LedgerContext db, IMigrationsAssembly assembly, CancellationToken cancellationToken)
    {
        var applied = await AppliedAsync(db, cancellationToken);
        if (applied.FirstOrDefault(id => !assembly.Migrations.ContainsKey(id)) is { } newer)
        {
            throw new StorageException(
                StorageFault.NewerSchema, $"The database was written by a later release of Spendwall.Bot ({newer}); install that release, or restore an older backup.");
        }

        return [.. assembly.Migrations.Keys.Where(id => !applied.Contains(id)).Order(StringComparer.Ordinal)];
    }

    /// <summary>PostgreSQL's repository finds out by an error, which would end the transaction, and takes a database that is not there for an empty one.</summary>
    private static async Task<bool> HasHistoryAsync(LedgerContext db, CancellationToken cancellationToken)
    {
        if (!db.OnPostgres)
        {
            return await db.GetService<IHistoryRepository>().ExistsAsync(cancellationToken);
        }

        await using var command = await db.CommandAsync($"SELECT to_regclass('\"{HistoryRepository.DefaultTableName}\"') IS NOT NULL", cancellationToken);

        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task ApplyAsync(LedgerContext db, Migration migration, CancellationToken cancellationToken)
    {
        var model = db.GetService<IDesignTimeModel>().Model;
        foreach (var command in db.GetService<IMigrationsSqlGenerator>().Generate(migration.UpOperations, model))
        {
            await command.ExecuteNonQueryAsync(db.GetService<IRelationalConnection>(), cancellationToken: cancellationToken);
        }
    }
}
