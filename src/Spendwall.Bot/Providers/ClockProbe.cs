using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Providers;

/// <summary>How far this machine's clock is from a provider's, by the Date header of any answer; no key is sent.</summary>
public sealed class ClockProbe(TimeProvider clock)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    /// <returns>Positive: this machine is ahead. Null: no answer, or no Date in it. Whole seconds at best.</returns>
    public async Task<TimeSpan?> SkewAsync(AccountOptions account, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = Within };
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(account.BaseUrl.TrimEnd('/') + "/models"));
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

            return response.Headers.Date is { } date ? clock.GetUtcNow() - date : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
