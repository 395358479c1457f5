using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Requests;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>Takes request records: lines of JSON from any stream, and traces.</summary>
public sealed class RecordIntake(RequestStore store, Quarantine quarantine, SpendwallOptions options, TimeProvider clock)
{
    /// <summary>Bytes of a line; more than a record needs even with a prompt in it that is stepped over.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    /// <summary>Takes the spans of a body of OTLP traces, whole or not at all: a sender that hears nothing sends all of it again.</summary>
    /// <returns>False: the body is no JSON of traces.</returns>
    /// <exception cref="Ledger.Storage.StorageException">The storage cannot be used.</exception>
    public async Task<bool> TakeTracesAsync(ReadOnlyMemory<byte> body, string? account, IntakeReport report, CancellationToken cancellationToken)
    {
        using var aside = quarantine.Open("otlp");
        var records = new OtlpBody(new(options, account, RequestSource.OpenTelemetry, clock.GetUtcNow()), aside, report).Read(body.Span);
        foreach (var part in records?.Chunk(RecordBatches.Size) ?? [])
        {
            report.Stored += await store.StoreAsync(part, cancellationToken);
        }

        return records is not null;
    }

    /// <summary>Stores every good line and reports every bad one; what is stored stays stored whatever happens afterwards.</summary>
    /// <param name="account">Whose the records are that do not say so.</param>
    /// <param name="report">Grows while lines come, so that it tells something when the stream breaks.</param>
    /// <exception cref="Ledger.Storage.StorageException">The storage cannot be used; what was stored before stays.</exception>
    public async Task TakeLinesAsync(Stream stream, string? account, IntakeReport report, CancellationToken cancellationToken)
    {
        var lines = new LineReader(stream, LongestLine);
        var reading = new LineIntake(new(options, account, RequestSource.Lines, clock.GetUtcNow()), quarantine.Open("lines"), report);
        var parser = new RecordLine();
        var batches = new RecordBatches(store);
        try
        {
            while (await lines.ReadAsync(cancellationToken))
            {
                if (reading.Take(lines, parser) is { } record)
                {
                    batches.Add(record);
                    if (batches.IsFull)
                    {
                        await batches.StartAsync(cancellationToken);
                    }
                }
            }
        }
        finally
        {
            // A stream that broke off does not undo the lines before.
            try
            {
                await batches.FinishAsync(cancellationToken);
            }
            finally
            {
                report.Stored = batches.Stored;
                reading.Close();
            }
        }
    }
}

/// <summary>Judges one line after the other.</summary>
internal sealed class LineIntake(RecordJudge judge, QuarantineDoor aside, IntakeReport report)
{
    private readonly RecordDraft draft = new();

    /// <returns>Null: blank, or refused and reported.</returns>
    public RequestRecord? Take(LineReader lines, RecordLine parser)
    {
        var line = lines.Line.Span;
        if (!lines.TooLong && line.IndexOfAnyExcept(" \t\r"u8) < 0)
        {
            return null;
        }

        draft.Clear();
        string? fault = lines.TooLong ? $"is longer than {RecordIntake.LongestLine} bytes" : parser.Read(line, draft);

        return Take(lines.Number, line.Length, draft, fault);
    }

    /// <param name="fault">What was wrong in reading it.</param>
    /// <returns>Null: refused and reported.</returns>
    public RequestRecord? Take(long number, int bytes, RecordDraft read, string? fault)
    {
        report.Received++;
        var record = default(RequestRecord);
        if (fault is null)
        {
            (record, fault) = judge.Judge(read);
        }

        if (fault is not null)
        {
            Refuse(number, fault, read, bytes);
        }

        return record;
    }

    private void Refuse(long number, string fault, RecordDraft known, int bytes)
    {
        report.Refuse(new(number, fault));
        aside.Put(number, fault, bytes, known);
    }

    public void Close() => aside.Dispose();
}
