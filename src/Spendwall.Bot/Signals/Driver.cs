namespace Spendwall.Bot.Signals;

/// <summary>What makes spend change, in the words of the stream protocol.</summary>
public enum Driver
{
    /// <summary>More requests.</summary>
    Volume,

    /// <summary>More tokens per request.</summary>
    Context,

    /// <summary>Other models.</summary>
    Mix,

    /// <summary>Route, list price or cache.</summary>
    Price,

    /// <summary>Requests billed again.</summary>
    Retries,
}
