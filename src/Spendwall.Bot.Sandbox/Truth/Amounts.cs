namespace Spendwall.Bot.Sandbox.Truth;

/// <summary>What some traffic amounts to; the USD in two exact parts.</summary>
internal readonly record struct Amounts(long Requests, long InputTokens, long OutputTokens, decimal InputUsd, decimal OutputUsd)
{
    /// <summary>Output tokens usually cost about four times as much as input tokens.</summary>
    private const int OutputWeight = 4;

    private const decimal NanosPerDollar = 1_000_000_000m;

    public decimal Usd => InputUsd + OutputUsd;

    public bool IsZero => this == default;

    /// <summary>
    /// Splits an amount of USD over input and output: the input's part in whole nano-dollars, by tokens with output
    /// weighted fourfold, and the exact remainder on the output.
    /// </summary>
    public static Amounts Split(long requests, long inputTokens, long outputTokens, decimal usd)
    {
        decimal weight = inputTokens + ((decimal)OutputWeight * outputTokens);
        decimal input = weight == 0 ? 0 : FloorNanos(usd * inputTokens / weight);

        return new(requests, inputTokens, outputTokens, input, usd - input);
    }

    /// <summary>A share of it, rounded down: requests and tokens to whole ones, USD to whole nano-dollars.</summary>
    /// <param name="part">From 0 to <paramref name="of"/>; the whole is exact.</param>
    public Amounts Share(long part, long of)
    {
        if (part >= of)
        {
            return this;
        }

        return part <= 0 ? default : new(
            (long)((Int128)Requests * part / of),
            (long)((Int128)InputTokens * part / of),
            (long)((Int128)OutputTokens * part / of),
            FloorNanos(InputUsd * part / of),
            FloorNanos(OutputUsd * part / of));
    }

    public static Amounts operator +(Amounts a, Amounts b) => new(
        a.Requests + b.Requests, a.InputTokens + b.InputTokens, a.OutputTokens + b.OutputTokens, a.InputUsd + b.InputUsd, a.OutputUsd + b.OutputUsd);

    public static Amounts operator -(Amounts a, Amounts b) => new(
        a.Requests - b.Requests, a.InputTokens - b.InputTokens, a.OutputTokens - b.OutputTokens, a.InputUsd - b.InputUsd, a.OutputUsd - b.OutputUsd);

    public static decimal FloorNanos(decimal usd) => decimal.Floor(usd * NanosPerDollar) / NanosPerDollar;
}
