using Spendwall.Bot.Ledger.Requests;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>What became of a delivery: every line is stored, known already or refused with a reason.</summary>
public sealed class IntakeReport
{
    /// <summary>Faults that are listed one by one; all are counted, and put aside in the quarantine file.</summary>
    public const int MostFaults = 100;

    private readonly List<LineFault> faults = [];

    /// <summary>Lines that were read; blank ones are none.</summary>
    public long Received { get; internal set; }

    public RecordsStored Stored { get; internal set; }

    public long Refused { get; private set; }

    public IReadOnlyList<LineFault> Faults => faults;

    public void Refuse(LineFault fault)
    {
        Refused++;
        if (faults.Count < MostFaults)
        {
            faults.Add(fault);
        }
    }
}

/// <param name="Line">From 1; in an OTLP body the number of the span.</param>
/// <param name="Reason">Names fields, never holds what stands in them.</param>
public readonly record struct LineFault(long Line, string Reason);
