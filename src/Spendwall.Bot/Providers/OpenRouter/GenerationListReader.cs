using System.Text.Json;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>
/// Every request of a span with its id, by analytics: POST /analytics/query with the dimensions generation_id and model, which
/// reach back 31 days. A truncated answer is never taken: the span is asked for in ever smaller parts, down to a minute.
/// </summary>
internal sealed class GenerationListReader(ProviderTransport transport, RequestPaces paces, TimeProvider clock)
{
    /// <summary>Minutes are told for spans up to three hours.</summary>
    private static readonly TimeSpan Widest = TimeSpan.FromHours(3);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly string[] Metrics = ["tokens_prompt", "tokens_completion", "reasoning_tokens", "cached_tokens", "credits_usage", "byok_usage"];

    /// <param name="range">From a whole minute on.</param>
    /// <exception cref="ProviderException">A part could not be read, or a single minute is larger than an answer may be.</exception>
    public async Task<GenerationList> ReadAsync(UtcRange range, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, GenerationRecord>(StringComparer.Ordinal);
        var observed = clock.GetUtcNow();
        var covers = range.End < observed ? range.End : observed;
        var step = range.Length < Widest ? range.Length : Widest;
        for (var start = range.Start; start < range.End;)
        {
            var part = new UtcRange(start, start + step < range.End ? start + step : range.End);
            if (await PartAsync(part, found, cancellationToken) is not { } answer)
            {
                step = TimeSpan.FromMinutes(Math.Max(1, (int)(part.Length.TotalMinutes / 2)));
                continue;
            }

            covers = answer.CachedAt < covers ? answer.CachedAt.Value : covers;
            start = part.End;
        }

        return new([.. found.Values], covers);
    }

    private sealed record Answer(List<GenerationRecord> Records, bool Truncated, DateTimeOffset? CachedAt);

    /// <returns>Null when the part must be split.</returns>
    private async Task<Answer?> PartAsync(UtcRange part, Dictionary<string, GenerationRecord> found, CancellationToken cancellationToken)
    {
        var request = new ProviderRequest("analytics/query") { Body = AnalyticsQuery.Body(Metrics, ["generation_id", "model"], "minute", part), Paces = paces.Analytics, CanBeTooWide = true };
        bool canSplit = part.Length > Minute;
        Answer answer;
        try
        {
            answer = await transport.ReadAsync(request, root => Decode(root, part), cancellationToken);
        }
        catch (ProviderException exception) when (exception.Status == 408 && canSplit)
        {
            return null;
        }

        if (answer.Truncated)
        {
            return canSplit ? null : throw transport.Malformed(request, $"the single minute {part} has more than {AnalyticsQuery.MostRows} requests, and the rest is cut off");
        }

        foreach (var record in answer.Records)
        {
            found[record.Id] = record;
        }

        return answer;
    }

    private static Answer Decode(JsonElement root, UtcRange part)
    {
        var data = root.Required("data");
        var records = new List<GenerationRecord>();
        int rows = 0;
        foreach (var row in data.List("data"))
        {
            rows++;
            var at = AnalyticsQuery.Time(row);

            // Whether the end is inclusive is not documented; a row outside belongs to the neighbour part.
            if (at >= part.Start && at < part.End && row.Text("generation_id") is { } id && GenerationDecoder.IsId(id))
            {
                records.Add(new(id)
                {
                    CreatedAt = at,
                    Model = row.Text("model"),
                    Cost = row.Dollars("credits_usage"),
                    UpstreamCost = row.Dollars("byok_usage"),
                    InputTokens = row.Count("tokens_prompt"),
                    CachedTokens = row.Count("cached_tokens"),
                    OutputTokens = row.Count("tokens_completion"),
                    ReasoningTokens = row.Count("reasoning_tokens"),
                });
            }
        }


        return new(records, AnalyticsQuery.IsTruncated(data, rows), AnalyticsQuery.CachedAt(data));
    }
}
