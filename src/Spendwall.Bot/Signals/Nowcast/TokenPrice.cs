using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Signals.Nowcast;

/// <summary>What a model costs this organisation; null where nothing tells.</summary>
/// <param name="Input">USD per input token that no cache served.</param>
/// <param name="Cached">USD per cached input token.</param>
/// <param name="Output">USD per output token.</param>
/// <param name="Blended">USD per token of any kind, weighed as kinds usually cost (<see cref="Weigh"/>).</param>
/// <param name="Request">USD per request, for what is not counted in tokens.</param>
internal sealed record TokenPrice(decimal? Input = null, decimal? Cached = null, decimal? Output = null, decimal? Blended = null, decimal? Request = null)
{
    /// <summary>Across vendors an output token costs about four times an input token, and one from a cache a tenth.</summary>
    private const decimal OutputWeight = 4;
    private const decimal CachedWeight = 0.1m;

    /// <summary>Tokens as input tokens that cost the same: for bills that do not tell the kinds apart.</summary>
    public static decimal Weigh(decimal uncached, decimal cached, decimal output) => uncached + (CachedWeight * cached) + (OutputWeight * output);

    /// <summary>USD of a bucket; null when the price does not reach for what is in it.</summary>
    public decimal? Of(UsageBucket usage)
    {
        decimal input = usage.InputTokens ?? 0;
        decimal output = usage.OutputTokens ?? 0;
        if (input + output == 0)
        {
            return usage.Requests is { } requests ? Request * requests : null;
        }

        decimal cached = Math.Min(input, usage.CachedTokens ?? 0);

        return Part(input - cached, Input) + Part(cached, Cached ?? Input) + Part(output, Output) ?? Blended * Weigh(input - cached, cached, output);
    }

    private static decimal? Part(decimal tokens, decimal? price) => tokens == 0 ? 0 : price * tokens;
}
