using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Http;

namespace Spendwall.Bot.Providers.OpenRouter;

/// <summary>Completed days by model and serving provider, from <c>GET /activity</c>.</summary>
internal static class ActivityDecoder
{
    /// <exception cref="FormatException">A row has no day, or a figure that is none.</exception>
    public static IReadOnlyList<UsageBucket> Decode(JsonElement root, UtcRange days)
    {
        var sums = new BucketSums();
        foreach (var row in root.List("data"))
        {
            var bucket = new UsageBucket(Day(row), new UsageSeries
            {
                // The permaslug is what analytics rows carry too.
                Model = row.Text("model_permaslug") ?? row.Text("model") ?? "",
                Route = row.Text("provider_name") ?? "",
            })
            {
                Requests = row.Count("requests"),
                InputTokens = row.Count("prompt_tokens"),
                CachedTokens = row.Count("cached_tokens"),
                OutputTokens = row.Count("completion_tokens"),
                ReasoningTokens = row.Count("reasoning_tokens"),
                Cost = row.Dollars("usage"),
                ByokCost = row.Dollars("byok_usage_inference"),
            };

            if (days.Contains(bucket.Start))
            {
                sums.Add(bucket);
            }
        }

        return sums.ToList();
    }

    private static DateTimeOffset Day(JsonElement row)
    {
        string text = row.Text("date") ?? throw new FormatException("'date' is missing");

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            ? day.FloorDay()
            : throw new FormatException("'date' is no day");
    }
}
