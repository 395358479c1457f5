using System.Text.Json;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>
/// Hourly usage by two dimensions. A truncated answer is never summed: the range is asked for in ever smaller parts,
/// down to an hour.
/// </summary>
internal sealed class AnalyticsReader(ProviderTransport transport, RequestPaces paces, TimeProvider clock)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly string[] Metrics =
        ["request_count", "tokens_prompt", "tokens_completion", "reasoning_tokens", "cached_tokens", "credits_usage", "byok_usage"];

    /// <param name="Range">From a whole hour on.</param>
    /// <param name="Warnings">The provider's words, cleaned.</param>
    public sealed record Result(UtcRange Range, DateTimeOffset ObservedAt, DateTimeOffset CoversUntil, IReadOnlyList<UsageBucket> Buckets, IReadOnlyList<string> Warnings);

    /// <exception cref="ProviderException">A part could not be read, or a single hour is larger than an answer may be.</exception>
    public async Task<Result> ReadAsync(UsageView view, UtcRange range, CancellationToken cancellationToken)
    {
        var observed = clock.GetUtcNow();
        var whole = new UtcRange(range.Start.FloorHour(), range.End);
        var covers = whole.End < observed ? whole.End : observed;
        var sums = new BucketSums();
        var warnings = new List<string>();
        var step = whole.Length;
        for (var start = whole.Start; start < whole.End;)
        {
            var part = new UtcRange(start, start + step < whole.End ? start + step : whole.End);
            if (await PartAsync(view, part, cancellationToken) is not { } answer)
            {
                // The next parts are as full as this one: go on with the smaller step.
                step = TimeSpan.FromHours(Math.Max(1, (int)(part.Length.TotalHours / 2)));
                continue;
            }

            answer.Buckets.ForEach(sums.Add);
            warnings.AddRange(answer.Warnings);
            covers = answer.CachedAt < covers ? answer.CachedAt.Value : covers;
            start = part.End;
        }

        return new Result(whole, observed, covers, sums.ToList(), [.. warnings.Distinct()]);
    }

    private sealed record Answer(List<UsageBucket> Buckets, bool Truncated, DateTimeOffset? CachedAt, List<string> Warnings);

    /// <returns>Null when the part must be split.</returns>
    private async Task<Answer?> PartAsync(UsageView view, UtcRange part, CancellationToken cancellationToken)
    {
        var request = new ProviderRequest("analytics/query") { Body = AnalyticsQuery.Body(Metrics, view == UsageView.KeyModel ? ["api_key_id", "model"] : ["model", "provider"], "hour", part), Paces = paces.Analytics, CanBeTooWide = true };
        bool canSplit = part.Length > Hour;
        try
        {
            var answer = await transport.ReadAsync(request, root => Decode(root, view, part), cancellationToken);
            if (!answer.Truncated)
            {
                return answer;
            }
        }
        catch (ProviderException exception) when (exception.Status == 408 && canSplit)
        {
            return null;
        }

        return canSplit ? null : throw transport.Malformed(request, $"the single hour {part} has more than {AnalyticsQuery.MostRows} rows, and the rest is cut off");
    }

    private static Answer Decode(JsonElement root, UsageView view, UtcRange part)
    {
        var data = root.Required("data");
        var buckets = new List<UsageBucket>();
        int rows = 0;
        foreach (var row in data.List("data"))
        {
            rows++;
            var start = AnalyticsQuery.Time(row).FloorHour();

            // Whether the end is inclusive is not documented; a row outside belongs to the neighbour part.
            if (start >= part.Start && start < part.End)
            {
                buckets.Add(Bucket(row, view, start));
            }
        }

        var warnings = data.Items("warnings").Where(item => item.ValueKind == JsonValueKind.String).Select(item => ForeignText.Clean(item.GetString()!)).ToList();

        return new Answer(buckets, AnalyticsQuery.IsTruncated(data, rows), AnalyticsQuery.CachedAt(data), warnings);
    }

    private static UsageBucket Bucket(JsonElement row, UsageView view, DateTimeOffset start)
    {
        var series = view == UsageView.KeyModel
            ? new UsageSeries { Key = row.Text("api_key_id") ?? "", Model = row.Text("model") ?? "" }
            : new UsageSeries { Model = row.Text("model") ?? "", Route = row.Text("provider") ?? "" };

        return new UsageBucket(start, series)
        {
            Requests = row.Count("request_count"),
            InputTokens = row.Count("tokens_prompt"),
            CachedTokens = row.Count("cached_tokens"),
            OutputTokens = row.Count("tokens_completion"),
            ReasoningTokens = row.Count("reasoning_tokens"),
            Cost = row.Dollars("credits_usage"),
            ByokCost = row.Dollars("byok_usage"),
        };
    }
}
