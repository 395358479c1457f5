using Spendwall.Bot.Money;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>Sends a tiny request of our own, for the guided spend test and nothing else; an <see cref="IAccountReader"/> of OpenRouter is one too.</summary>
public interface IInferenceProbe
{
    /// <summary>Whether there is a key that may ask models: <c>InferenceKey</c>, or the account's own where that is an ordinary one.</summary>
    /// <exception cref="ProviderException">The kind of the key could not be found out.</exception>
    Task<bool> CanAskAsync(CancellationToken cancellationToken);

    /// <summary>Asks once: what may have been charged is never sent again.</summary>
    /// <exception cref="ProviderException">There is no answer; it may have been charged all the same.</exception>
    Task<ProbeAnswer> AskAsync(string model, string prompt, int mostTokens, CancellationToken cancellationToken);

    /// <summary>What that key has used since it was made.</summary>
    /// <exception cref="ProviderException">It could not be read.</exception>
    Task<Usd?> KeyUsageAsync(CancellationToken cancellationToken);
}

/// <param name="Cost">As the answer says.</param>
public sealed record ProbeAnswer(string Id, string? Model, string? Provider, Usd? Cost, long? InputTokens, long? OutputTokens);
