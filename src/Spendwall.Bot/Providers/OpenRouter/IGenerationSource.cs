namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>Single requests by id; an <see cref="IAccountReader"/> of OpenRouter is one too.</summary>
public interface IGenerationSource
{
    /// <summary>Works with every kind of key.</summary>
    /// <exception cref="ProviderException"><see cref="ProviderFailure.NotFound"/> is normal for some seconds after a request ends: try again later.</exception>
    Task<GenerationRecord> GenerationAsync(string id, CancellationToken cancellationToken);
}
