using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Spendwall.Bot.Ledger.Postgres;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Ledger.Copying;

/// <summary>
/// Brings a SQLite ledger into an empty PostgreSQL, all of it or nothing: one transaction, in which every table is read
/// back and compared before it is committed. The file stays as it was, but for its schema, which is brought to this
/// release's first.
/// </summary>
public sealed class LedgerCopy(string sqlite, string postgres)
{
    /// <summary>They belong to running processes.</summary>
    private static readonly string[] NotTheLedgers = ["leases", "job_claims"];

    /// <param name="copied">Told after each table.</param>
    /// <exception cref="StorageException">
    /// A bot runs on the file; the target is not empty, or has not this release's schema; either cannot be used; or what
    /// arrived is not what was sent. Nothing was changed in the target.
    /// </exception>
    public async Task<IReadOnlyList<CopiedTable>> RunAsync(Action<CopiedTable> copied, CancellationToken cancellationToken)
    {
        var file = new LedgerStorage(sqlite);
        await new PostgresStorage(postgres).OpenAsync(cancellationToken);
        using var instance = InstanceLock.Acquire(file.DatabasePath);
        await file.OpenAsync(cancellationToken);
        try
        {
            return await CopyAsync(copied, cancellationToken);
        }
        catch (Exception exception) when (StorageFaults.Describe(exception) is { } fault)
        {
            throw fault;
        }
    }

    private async Task<IReadOnlyList<CopiedTable>> CopyAsync(Action<CopiedTable> copied, CancellationToken cancellationToken)
    {
        await using var source = new LedgerContext(StorageTarget.Sqlite(new SqliteConnectionStringBuilder(sqlite) { Pooling = false }.ToString()).ContextOptions());
        await using var target = new LedgerContext(StorageTarget.Postgres(postgres).ContextOptions());
        await using var reading = await source.Database.BeginTransactionAsync(cancellationToken);
        await using var writing = await target.Database.BeginTransactionAsync(cancellationToken);
        await WriteTurn.TakeAsync(target, cancellationToken);
        var tables = CopyTable.InOrder(target, NotTheLedgers);
        await RequireEmptyAsync(target, tables, cancellationToken);
        var done = new List<CopiedTable>();
        foreach (var table in tables)
        {
            var sent = await SendAsync(source, target, table, cancellationToken);
            var arrived = await SumAsync(target, table, cancellationToken);
            if ((sent.Rows, sent.Sum) != (arrived.Rows, arrived.Sum))
            {
                throw new StorageException(StorageFault.Corrupt, string.Create(
                    CultureInfo.InvariantCulture, $"{table.Name} did not arrive as it was sent ({sent.Rows} rows, {sent.Sum:x16}; arrived {arrived.Rows}, {arrived.Sum:x16}); nothing was kept."));
            }

            if (table.HasIdentity)
            {
                await NumberAsync(target, table, cancellationToken);
            }

            done.Add(new(table.Name, sent.Rows, sent.Sum.ToString("x16", CultureInfo.InvariantCulture)));
            copied(done[^1]);
        }

        await writing.CommitAsync(cancellationToken);

        return done;
    }

    private static async Task RequireEmptyAsync(LedgerContext target, IReadOnlyList<CopyTable> tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            await using var command = await target.CommandAsync($"SELECT EXISTS (SELECT 1 FROM \"{table.Name}\")", cancellationToken);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                throw new StorageException(StorageFault.Exists, $"The PostgreSQL holds a ledger already (there are rows in {table.Name}); copy into a new database, which migrate has just made.");
            }
        }
    }

    private static async Task<TableSum> SendAsync(LedgerContext source, LedgerContext target, CopyTable table, CancellationToken cancellationToken)
    {
        var sum = new TableSum();
        object?[] row = new object?[table.Types.Count];
        await using var command = await source.CommandAsync($"SELECT {table.Columns} FROM \"{table.Name}\"", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var connection = (NpgsqlConnection)target.Database.GetDbConnection();
        await using var import = await connection.BeginBinaryImportAsync($"COPY \"{table.Name}\" ({table.Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            table.Read(reader, row);
            sum.Add(row);
            await import.StartRowAsync(cancellationToken);
            for (int i = 0; i < row.Length; i++)
            {
                await (row[i] is { } value ? import.WriteAsync(value, table.Types[i], cancellationToken) : import.WriteNullAsync(cancellationToken));
            }
        }

        await import.CompleteAsync(cancellationToken);

        return sum;
    }

    private static async Task<TableSum> SumAsync(LedgerContext target, CopyTable table, CancellationToken cancellationToken)
    {
        var sum = new TableSum();
        object?[] row = new object?[table.Types.Count];
        await using var command = await target.CommandAsync($"SELECT {table.Columns} FROM \"{table.Name}\"", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            table.Read(reader, row);
            sum.Add(row);
        }

        return sum;
    }

    /// <summary>The next row is given the number after the last.</summary>
    private static async Task NumberAsync(LedgerContext target, CopyTable table, CancellationToken cancellationToken)
    {
        await using var command = await target.CommandAsync(
            $"SELECT setval(pg_get_serial_sequence('{table.Name}', 'id'), COALESCE(MAX(id), 1), MAX(id) IS NOT NULL) FROM \"{table.Name}\"", cancellationToken);
        await command.ExecuteScalarAsync(cancellationToken);
    }
}

/// <param name="Checksum">Of its content, whatever the order; the same on both sides.</param>
public sealed record CopiedTable(string Name, long Rows, string Checksum);
