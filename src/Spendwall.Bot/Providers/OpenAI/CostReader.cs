using System.Text.Json;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenAI;

/// <summary>Billed costs by day, project, line item and, where OpenAI gives it, API key.</summary>
internal sealed class CostReader(BucketPages pages)
{
    /// <summary>2025-12-06 00:00 UTC: before it, costs have no API key, and asking for it is refused.</summary>
    public static readonly DateTimeOffset KeysSince = DateTimeOffset.FromUnixTimeSeconds(1_764_979_200);

    private static readonly string[] WithKey = ["project_id", "line_item", "api_key_id"];
    private static readonly string[] WithoutKey = ["project_id", "line_item"];

    /// <param name="FilledUntil">The end of the last day that has results; null: no data yet.</param>
    /// <param name="WithoutKeys">A part of the range has no API keys.</param>
    public sealed record Result(IReadOnlyList<UsageBucket> Buckets, DateTimeOffset? FilledUntil, bool WithoutKeys);

    /// <param name="range">Whole days; the end may be now, never later.</param>
    /// <exception cref="ProviderException">The costs could not be read whole.</exception>
    public async Task<Result> ReadAsync(UtcRange range, CancellationToken cancellationToken)
    {
        var sums = new BucketSums();
        DateTimeOffset? filled = null;
        bool withoutKeys = false;
        foreach (var (part, keyed) in Parts(range))
        {
            var (buckets, until, groupedByKey) = await PartAsync(part, keyed, cancellationToken);
            buckets.ForEach(sums.Add);
            filled = until ?? filled;
            withoutKeys |= !groupedByKey;
        }

        return new Result(sums.ToList(), filled, withoutKeys);
    }

    private static IEnumerable<(UtcRange Part, bool Keyed)> Parts(UtcRange range)
    {
        if (range.Start < KeysSince)
        {
            yield return (new UtcRange(range.Start, range.End < KeysSince ? range.End : KeysSince), false);
        }

        if (range.End > KeysSince)
        {
            yield return (new UtcRange(range.Start > KeysSince ? range.Start : KeysSince, range.End), true);
        }
    }

    private async Task<(List<UsageBucket> Buckets, DateTimeOffset? Until, bool Keyed)> PartAsync(UtcRange part, bool keyed, CancellationToken cancellationToken)
    {
        if (keyed)
        {
            try
            {
                var (buckets, until) = await QueryAsync(part, WithKey, cancellationToken);

                return (buckets, until, true);
            }
            catch (ProviderException exception) when (exception is { Status: 400, Parameter: "start_time" })
            {
                // The boundary has moved, or this organisation has another one: the money counts, the key is a detail.
            }
        }

        var (plain, plainUntil) = await QueryAsync(part, WithoutKey, cancellationToken);

        return (plain, plainUntil, false);
    }

    private async Task<(List<UsageBucket> Buckets, DateTimeOffset? Until)> QueryAsync(UtcRange part, string[] groupBy, CancellationToken cancellationToken)
    {
        var buckets = new List<UsageBucket>();
        var query = new BucketPages.Query("organization/costs", part, "1d", 31, groupBy);
        var until = await pages.ReadAsync(query, (start, result) => buckets.Add(Bucket(start, result)), cancellationToken);

        return (buckets, until);
    }

    private static UsageBucket Bucket(DateTimeOffset start, JsonElement result)
    {
        var line = new LineItem(result.Text("line_item") ?? "");
        var amount = result.Field("amount");
        if (amount?.Text("currency") is { } currency && !currency.Equals("usd", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"an amount is in '{currency}', not in usd");
        }

        var bucket = new UsageBucket(start, new UsageSeries
        {
            Project = result.Text("project_id") ?? "",
            Key = result.Text("api_key_id") ?? "",
            Model = line.Model,
            Endpoint = line.Text,
        })
        {
            Cost = amount?.Dollars("value"),
        };

        return WithTokens(bucket, line.Kind, result);
    }

    /// <summary>Puts the result's quantity where the line says it belongs; without a unit of tokens nothing is known.</summary>
    /// <exception cref="FormatException">The quantity is no number.</exception>
    private static UsageBucket WithTokens(UsageBucket bucket, LineItemKind kind, JsonElement result)
    {
        decimal? factor = result.Text("quantity_unit") switch
        {
            "tokens" => 1,
            "1000_tokens" => 1000,
            _ => null,
        };
        if (factor is null || result.Number("quantity") is not { } quantity)
        {
            return bucket;
        }

        long tokens = decimal.ToInt64(decimal.Round(quantity * factor.Value, MidpointRounding.AwayFromZero));

        return kind switch
        {
            LineItemKind.Output => bucket with { OutputTokens = tokens },
            LineItemKind.Input => bucket with { InputTokens = tokens },
            LineItemKind.CachedInput => bucket with { InputTokens = tokens, CachedTokens = tokens },
            _ => bucket,
        };
    }
}
