using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Providers.Http;

/// <summary>The paces of one key at one host.</summary>
internal sealed class RequestPaces
{
    public RequestPaces(TimeProvider clock, bool paced, ProviderKind provider)
    {
        if (paced)
        {
            Any = [new RequestPace(clock, provider == ProviderKind.OpenRouter ? 1 : 20, TimeSpan.FromSeconds(1))];
            Analytics = [.. Any, new RequestPace(clock, 60, TimeSpan.FromMinutes(1))];
        }
    }

    /// <summary>Before every request. OpenRouter asks for one a second; OpenAI names no limit, so this is only polite.</summary>
    public IReadOnlyList<RequestPace> Any { get; } = [];

    /// <summary>Before an analytics query: the documented limit is 64 a minute.</summary>
    public IReadOnlyList<RequestPace> Analytics { get; } = [];
}
