namespace Spendwall.Bot.Sandbox.Truth;

/// <summary>One hour of one caller with one model. Inside the hour the traffic is even.</summary>
internal sealed record SpendRow(DateTimeOffset Hour, string Caller, string Model, Amounts Amounts)
{
    public DateTimeOffset End => Hour.AddHours(1);

    /// <summary>What fell into the span; spans that adjoin add up exactly.</summary>
    public Amounts Between(DateTimeOffset from, DateTimeOffset to) => Until(to) - Until(from);

    private Amounts Until(DateTimeOffset instant) => Amounts.Share((instant - Hour).Ticks, TimeSpan.TicksPerHour);
}

/// <summary>The part of a row inside a span.</summary>
internal readonly record struct SpendSlice(SpendRow Row, Amounts Amounts);
