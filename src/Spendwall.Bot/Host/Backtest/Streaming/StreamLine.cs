using Spendwall.Bot.Money;

namespace Spendwall.Bot.Host.Backtest.Streaming;

/// <summary>One line of the backtest's input.</summary>
internal abstract record StreamLine
{
    private StreamLine()
    {
    }

    /// <summary>A new, independent series starts: whatever was known is forgotten.</summary>
    /// <param name="Step">The length of its intervals: whole hours.</param>
    public sealed record Series(string Name, TimeSpan Step) : StreamLine;

    /// <summary>Spend of the interval that starts at <paramref name="At"/>; known at its end.</summary>
    /// <param name="Usd">Of the whole interval.</param>
    public sealed record Observation(DateTimeOffset At, double Usd, IReadOnlyList<StreamRow> Rows) : StreamLine
    {
        /// <summary>The series it says it is of; null: it says none.</summary>
        public string? Of { get; init; }
    }

    /// <summary>The end of the input.</summary>
    public sealed record End : StreamLine;

    /// <summary>A question, asked at <paramref name="At"/> and answered from what ended by then.</summary>
    public abstract record Ask(string Id, DateTimeOffset At) : StreamLine;

    /// <summary>How long does this balance last?</summary>
    /// <param name="Leads">For each of these lead times: alert now?</param>
    public sealed record Runway(string Id, DateTimeOffset At, double Balance, IReadOnlyList<TimeSpan> Leads) : Ask(Id, At);

    /// <summary>What will the whole period have cost?</summary>
    /// <param name="Spent">USD from its start to <paramref name="At"/>.</param>
    public sealed record Period(string Id, DateTimeOffset At, UtcRange Range, double Spent) : Ask(Id, At);

    /// <summary>What made the current range dearer than the base, and who?</summary>
    public sealed record Attribution(string Id, DateTimeOffset At, UtcRange Base, UtcRange Current) : Ask(Id, At);
}

/// <summary>What one caller used of one model in an interval.</summary>
/// <param name="Usd">What it cost.</param>
internal sealed record StreamRow(string Caller, string Model, double Requests, double InputTokens, double OutputTokens, double Usd)
{
    /// <summary>Of the input tokens, those from a cache; NaN: not told.</summary>
    public double Cached { get; init; } = double.NaN;
}
