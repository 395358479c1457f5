using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Reconciliation;

/// <summary>A part of a cell's requests that became of the same.</summary>
/// <param name="Records">How many requests.</param>
/// <param name="Local">What our side says was spent for them.</param>
/// <param name="Charged">What they are worth at the price that was billed; our figure where no price is known.</param>
public sealed record BucketRow(RecordClass Class, BucketCell Cell, long Records, Usd Local, Usd Charged)
{
    public Usd Difference => Charged - Local;
}

/// <summary>Both sides' use of one hour and series; of a few hours on end where requests ran across the hour.</summary>
public sealed record BucketCell(BucketUse Local, BucketUse Charged)
{
    public DateTimeOffset Start => Local.Hour;

    public BucketSeries Series => Charged.Requests > 0 ? Charged.Series : Local.Series;

    /// <summary>Tokens of a kind that only one side told of are no difference.</summary>
    public bool TokensDiffer => Differ(Local.InputTokens, Charged.InputTokens) || Differ(Local.CachedTokens, Charged.CachedTokens) || Differ(Local.OutputTokens, Charged.OutputTokens);

    public bool Agrees => Local.Requests == Charged.Requests && !TokensDiffer;

    public static BucketCell operator +(BucketCell a, BucketCell b) => new(a.Local + b.Local, a.Charged + b.Charged);

    private static bool Differ(long? one, long? other) => one is { } a && other is { } b && a != b;
}
