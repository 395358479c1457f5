using Spendwall.Bot.Money;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>Single requests by id; an <see cref="IAccountReader"/> of OpenRouter is one too.</summary>
public interface IGenerationSource
{
    /// <summary>Works with every kind of key.</summary>
    /// <exception cref="ProviderException"><see cref="ProviderFailure.NotFound"/> is normal for some seconds after a request ends: try again later.</exception>
    Task<GenerationRecord> GenerationAsync(string id, CancellationToken cancellationToken);

    /// <summary>Every request of a span by analytics, at most 31 days back; needs a management key.</summary>
    /// <param name="range">From a whole minute on.</param>
    /// <exception cref="ProviderException">It could not be read.</exception>
    Task<GenerationList> GenerationsAsync(UtcRange range, CancellationToken cancellationToken);
}
