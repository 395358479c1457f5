using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger.Requests;

/// <summary>How far files have been imported.</summary>
public sealed class ImportPositions(LedgerDatabase database)
{
    /// <param name="file">Its identity.</param>
    public Task<ImportPosition?> FindAsync(string file, CancellationToken cancellationToken) => database.ReadAsync(
        async (db, cancellation) => await db.Set<RequestImportRow>().AsNoTracking().SingleOrDefaultAsync(row => row.File == file, cancellation) is { } found
            ? new ImportPosition(found.Position, found.Lines, found.Tail)
            : default(ImportPosition?),
        cancellationToken);

    public Task SaveAsync(string file, ImportPosition position, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        async (db, cancellation) =>
        {
            var row = await db.Set<RequestImportRow>().SingleOrDefaultAsync(row => row.File == file, cancellation);
            if (row is null)
            {
                row = new RequestImportRow { File = file };
                db.Add(row);
            }

            (row.Position, row.Lines, row.Tail, row.At) = (position.Bytes, position.Lines, position.Tail, now);

            return true;
        },
        cancellationToken);

    public Task ForgetAsync(string file, CancellationToken cancellationToken) => database.WriteAsync(
        (db, cancellation) => db.Set<RequestImportRow>().Where(row => row.File == file).ExecuteDeleteAsync(cancellation), cancellationToken);
}

/// <param name="Tail">A hash of the bytes before it.</param>
public readonly record struct ImportPosition(long Bytes, long Lines, string Tail);
