namespace Spendwall.Bot.Signals.Explanation;

/// <summary>Into what a change of spend is taken apart.</summary>
public enum Cause
{
    /// <summary>More or fewer requests: adoption.</summary>
    Requests,

    /// <summary>Longer prompts.</summary>
    InputTokens,

    /// <summary>Longer answers, reasoning included.</summary>
    OutputTokens,

    /// <summary>Other models for the same work.</summary>
    ModelMix,

    /// <summary>Other serving providers for the same model.</summary>
    RouteMix,

    /// <summary>The list price changed.</summary>
    ListPrice,

    /// <summary>What is paid for the same tokens by the same list: discounts, tiers, markups.</summary>
    PaidPrice,

    /// <summary>More or less of the prompt served from a cache.</summary>
    Cache,

    /// <summary>Requests that were billed again.</summary>
    Repeats,

    /// <summary>Money without counts of requests or tokens: it cannot be taken apart.</summary>
    Unmeasured,
}

public static class Causes
{
    /// <summary>In the five words of the stream protocol.</summary>
    public static Driver Driver(this Cause cause) => cause switch
    {
        Cause.InputTokens or Cause.OutputTokens => Signals.Driver.Context,
        Cause.ModelMix => Signals.Driver.Mix,
        Cause.RouteMix or Cause.ListPrice or Cause.PaidPrice or Cause.Cache => Signals.Driver.Price,
        Cause.Repeats => Signals.Driver.Retries,
        _ => Signals.Driver.Volume,
    };
}
