namespace Spendwall.Bot.Signals.Explanation;

/// <summary>
/// What requests that were billed again cost, judged from the figures: each request still asks as much and brings less, so
/// that answers went missing, not got shorter.
/// </summary>
internal static class Repeats
{
    /// <summary>Requests per output token must have grown by this much …</summary>
    private const double Fewer = 1.2;

    /// <summary>… while the prompt stayed the same within this much, as a logarithm.</summary>
    private const double SamePrompt = 0.15;

    /// <returns>What to leave out of the earlier and of the later period; at most one of them is not nothing.</returns>
    public static (SliceUse Before, SliceUse Now) Of(SliceUse before, SliceUse now)
    {
        if (!IsTold(before) || !IsTold(now))
        {
            return default;
        }

        double fewer = before.Output / before.Requests / (now.Output / now.Requests);
        double prompt = Math.Log(now.Input / now.Requests / (before.Input / before.Requests));

        return Math.Abs(prompt) > SamePrompt ? default
            : fewer >= Fewer ? (default, Part(now, 1 - (1 / fewer)))
            : fewer <= 1 / Fewer ? (Part(before, 1 - fewer), default)
            : default;
    }

    /// <summary>They were billed for their prompts only.</summary>
    private static SliceUse Part(SliceUse use, double part)
    {
        double input = use.WeighedInput / (use.WeighedInput + use.WeighedOutput);

        return new(use.Usd * input * part, use.Requests * part, use.Input * part, use.Cached * part, 0, use.List);
    }

    private static bool IsTold(SliceUse use) => use is { Requests: > 0, Input: > 0, Output: > 0, Usd: > 0 };
}
