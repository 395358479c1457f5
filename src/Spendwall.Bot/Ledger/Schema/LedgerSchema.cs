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
        var history = db.GetService<IHistoryRepository>();
        if (!await history.ExistsAsync(cancellationToken))
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

    /// <exception cref="StorageException">A later release has written the database.</exception>
    public static async Task<IReadOnlyList<string>> PendingAsync(LedgerContext db, CancellationToken cancellationToken) =>
        await PendingAsync(db, db.GetService<IMigrationsAssembly>(), cancellationToken);

    private static async Task<IReadOnlyList<string>> PendingAsync(LedgerContext db, IMigrationsAssembly assembly, CancellationToken cancellationToken)
    {
        var history = db.GetService<IHistoryRepository>();
        var applied = await history.ExistsAsync(cancellationToken)
            ? (await history.GetAppliedMigrationsAsync(cancellationToken)).Select(static row => row.MigrationId).ToHashSet(StringComparer.Ordinal)
            : [];
        if (applied.FirstOrDefault(id => !assembly.Migrations.ContainsKey(id)) is { } newer)
        {
            throw new StorageException(
                StorageFault.NewerSchema, $"The database was written by a later release of Spendwall.Bot ({newer}); install that release, or restore an older backup.");
        }

        return [.. assembly.Migrations.Keys.Where(id => !applied.Contains(id)).Order(StringComparer.Ordinal)];
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
