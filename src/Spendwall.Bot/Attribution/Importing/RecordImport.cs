using System.Security.Cryptography;
using Spendwall.Bot.Attribution.Ingest;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Requests;

namespace Spendwall.Bot.Attribution.Importing;

/// <summary>
/// Reads request records from a file of any size, a part at a time. A run that was stopped goes on where the last stored
/// part ended; what is read twice is stored once all the same.
/// </summary>
public sealed class RecordImport(
    RequestStore store, ImportPositions positions, Quarantine quarantine, SpendwallOptions options, TimeProvider clock, [FromKeyedServices("transport")] TimeProvider transport)
{
    /// <summary>
    /// Between parts, so that a bot that runs beside it gets its turn at the database. A part holds the write lock for some
    /// 150 ms, and SQLite has no queue: who waits looks again every 150 ms, for ten seconds. Without a pause the lock is free
    /// for a millisecond or less and most of those looks miss it; of 20 ms one look in eight or nine hits, which leaves one
    /// write in several thousand without its turn, and it costs an eighth of the speed at most.
    /// </summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(20);

    /// <summary>Bytes before a position that tell whether it is still the same file.</summary>
    private const int TailBytes = 1024;

    /// <summary>Bytes of the first line that tell which file it is.</summary>
    private const int BeginningBytes = 4096;

    /// <exception cref="ImportException">The file cannot be read as the plan says.</exception>
    /// <exception cref="Ledger.Storage.StorageException">The storage cannot be used; what was stored before stays.</exception>
    public async Task<ImportOutcome> RunAsync(ImportPlan plan, Action<ImportProgress> progress, CancellationToken cancellationToken)
    {
        await using var file = Open(plan.Path);
        string identity = plan.Identity(await BeginningAsync(file, cancellationToken));
        var report = new IntakeReport();
        var judge = new RecordJudge(options, plan.Account, RequestSource.Import, clock.GetUtcNow());
        var reading = new LineIntake(judge, plan.DryRun ? QuarantineDoor.None : quarantine.Open("import"), report);
        var lines = new LineReader(file, RecordIntake.LongestLine);
        IImportRows rows = plan.Format == ImportFormat.Csv ? await CsvImportRows.OpenAsync(lines, reading, plan, cancellationToken) : new JsonImportRows(lines, reading, plan);
        var known = plan.DryRun || plan.FromStart ? null : await positions.FindAsync(identity, cancellationToken);
        if (known is { } position && position.Bytes >= lines.Position && position.Tail == await TailAsync(file, position.Bytes, cancellationToken))
        {
            rows.SeekTo(file, position);
        }
        else
        {
            known = null;
        }

        var batches = new RecordBatches(store);
        var stored = default(ImportPosition?);
        try
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                if (rows.Record is { } record && !plan.DryRun)
                {
                    batches.Add(record);
                }

                if (batches.IsFull || lines.Number % RecordBatches.Size == 0)
                {
                    // When this returns, the part before it is stored.
                    await batches.FinishPartAsync();
                    await Task.Delay(plan.DryRun ? TimeSpan.Zero : Turn, transport, cancellationToken);
                    await batches.StartAsync(cancellationToken);
                    await SaveAsync(plan, identity, stored, cancellationToken);
                    stored = new(lines.Position, lines.Number, "");
                    progress(new(lines.Position, file.Length, lines.Number));
                }
            }

            await batches.FinishAsync(cancellationToken);
            await SaveAsync(plan, identity, new(lines.Position, lines.Number, ""), cancellationToken);
            if (report.Refused > 0 && !plan.DryRun)
            {
                // Refused lines may be good ones once the settings or the map are corrected.
                await positions.ForgetAsync(identity, cancellationToken);
            }
        }
        finally
        {
            report.Stored = batches.Stored;
            reading.Close();
        }

        progress(new(file.Length, file.Length, lines.Number));

        return new(report, known?.Lines ?? 0);
    }

    private async Task SaveAsync(ImportPlan plan, string identity, ImportPosition? position, CancellationToken cancellationToken)
    {
        if (!plan.DryRun && position is { } reached)
        {
            await using var file = Open(plan.Path);
            await positions.SaveAsync(identity, reached with { Tail = await TailAsync(file, reached.Bytes, cancellationToken) ?? "" }, clock.GetUtcNow(), cancellationToken);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"{path} cannot be read: {(exception is FileNotFoundException or DirectoryNotFoundException ? "it is not there" : "it is no file, or the right to read it is missing")}.", exception);
        }
    }

    /// <summary>The first line, or its first part; leaves the file at its start.</summary>
    private static async Task<byte[]> BeginningAsync(FileStream file, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[BeginningBytes];
        int read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        int end = bytes.AsSpan(0, read).IndexOf((byte)'\n');

        return bytes[..(end < 0 ? read : end)];
    }

    /// <summary>A hash of the bytes before a position; null: the file is shorter.</summary>
    private static async Task<string?> TailAsync(FileStream file, long position, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[(int)Math.Min(TailBytes, position)];
        int read = await RandomAccess.ReadAsync(file.SafeFileHandle, bytes, position - bytes.Length, cancellationToken);

        return read < bytes.Length ? null : Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}

/// <summary>The file cannot be read as it was asked.</summary>
public sealed class ImportException(string message, Exception? inner = null) : Exception(message, inner);
