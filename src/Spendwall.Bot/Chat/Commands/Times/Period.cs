using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Times;

/// <summary>A span that someone asked for, with the same part of the span before it.</summary>
/// <param name="Name">As people say it: <c>today</c>, <c>week</c>, <c>2026-11</c>.</param>
/// <param name="Range">Up to now when it is not over.</param>
/// <param name="Before">The same part of the previous one, for comparisons.</param>
public sealed record Period(string Name, UtcRange Range, UtcRange Before)
{
    /// <summary>The whole UTC days that <see cref="Range"/> touches.</summary>
    public UtcRange Days => Whole(Range);

    /// <summary>What <see cref="Before"/> is called: <c>the same part of last week</c>.</summary>
    public required string BeforeName { get; init; }

    public static UtcRange Whole(UtcRange range)
    {
        var end = range.End.FloorDay();

        return new(range.Start.FloorDay(), end == range.End ? end : end.AddDays(1));
    }
}

/// <summary>What a word is to <see cref="PeriodParser"/>.</summary>
public abstract record PeriodReading
{
    private PeriodReading()
    {
    }

    public sealed record Found(Period Period) : PeriodReading;

    /// <summary>It looks like a period but is none.</summary>
    public sealed record Impossible(string Reason) : PeriodReading;

    /// <summary>It is something else.</summary>
    public sealed record Other : PeriodReading;
}
