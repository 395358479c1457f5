using Spendwall.Bot.Money;

namespace Spendwall.Bot.Providers.OpenAI;

/// <summary>Requests and tokens of several endpoints over one range, joined, so that each start is complete.</summary>
internal sealed class UsageReader(BucketPages pages)
{
    /// <param name="FilledUntil">The end of the last bucket of any endpoint that has results; null: no data yet.</param>
    /// <param name="Missing">Endpoints that this server does not have.</param>
    public sealed record Result(IReadOnlyList<UsageBucket> Buckets, DateTimeOffset? FilledUntil, IReadOnlyList<string> Missing);

    /// <param name="width"><c>1m</c> or <c>1h</c>.</param>
    /// <exception cref="ProviderException">An endpoint that exists could not be read whole.</exception>
    public async Task<Result> ReadAsync(IReadOnlyList<UsageEndpoint> endpoints, UtcRange range, string width, CancellationToken cancellationToken)
    {
        var sums = new BucketSums();
        var missing = new List<string>();
        DateTimeOffset? filled = null;
        foreach (var endpoint in endpoints)
        {
            var query = new BucketPages.Query($"organization/usage/{endpoint.Name}", range, width, width == "1m" ? 1440 : 168, endpoint.GroupBy);
            try
            {
                var until = await pages.ReadAsync(query, (start, result) => sums.Add(endpoint.Decode(start, result)), cancellationToken);
                filled = until > (filled ?? DateTimeOffset.MinValue) ? until : filled;
            }
            catch (ProviderException exception) when (exception.Failure == ProviderFailure.NotFound)
            {
                missing.Add(endpoint.Name);
            }
        }

        return new Result(sums.ToList(), filled, missing);
    }
}
