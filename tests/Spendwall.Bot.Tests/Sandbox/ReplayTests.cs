using System.Globalization;
using System.Text.Json;
using Spendwall.Bot.Money;
using Spendwall.Bot.Sandbox.OpenAI;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Truth;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox;

/// <summary>What a caller reads over HTTP is exactly the file, per caller and model.</summary>
public sealed class ReplayTests
{
    private static readonly string[] Spend = ["credits_usage"];

    [Fact]
    public async Task OpenRouter_EverySharedSeries_IsServedToTheNanoDollar()
    {
        foreach (string path in Series())
        {
            var series = SeriesCsv.Load(path);
            var clock = new ManualClock(series.End.AddHours(1));
            await using var standIn = await OpenRouterStandIn.StartAsync(series, clock);
            using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

            var read = new Dictionary<(string, string), decimal>();
            for (var start = series.Start.FloorDay(); start < series.End; start = start.AddDays(7))
            {
                var data = await client.QueryAsync(new
                {
                    metrics = Spend,
                    dimensions = new[] { "api_key_id", "model" },
                    granularity = "hour",
                    time_range = new { start, end = start.AddDays(7) },
                });
                Assert.False(data.GetProperty("metadata").GetProperty("truncated").GetBoolean());
                foreach (var row in data.GetProperty("data").EnumerateArray())
                {
                    var key = (row.GetProperty("api_key_id").GetString()!, row.GetProperty("model").GetString()!);
                    read[key] = read.GetValueOrDefault(key) + Usd.FromDollars(row.GetProperty("credits_usage").GetDecimal()).Dollars;
                }
            }

            AssertSame(series, read, path);
        }
    }

    [Fact]
    public async Task OpenAI_EverySharedSeries_IsServedToTheNanoDollarOnceItIsSettled()
    {
        foreach (string path in Series())
        {
            // Grouping by key needs dates after 2025-12-06.
            var series = SeriesShift.EndBy(SeriesCsv.Load(path), SandboxData.Start);
            var clock = new ManualClock(series.End.FloorDay().AddDays(3));
            await using var standIn = await OpenAIStandIn.StartAsync(series, clock);
            using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);
            var names = standIn.Callers.All.ToDictionary(caller => caller.ProjectId, caller => caller.Name);

            var read = new Dictionary<(string, string), decimal>();
            await foreach (var result in CostsAsync(client, series.Start))
            {
                var key = (names[result.GetProperty("project_id").GetString()!], result.GetProperty("line_item").GetString()!.Split(", ")[0]);
                read[key] = read.GetValueOrDefault(key) + Usd.FromDollars(SandboxData.Money(result.GetProperty("amount").GetProperty("value"))).Dollars;
            }

            AssertSame(series, read, path);
        }
    }

    private static async IAsyncEnumerable<JsonElement> CostsAsync(StandInClient client, DateTimeOffset start)
    {
        string query = string.Create(CultureInfo.InvariantCulture, $"/organization/costs?start_time={start.ToUnixTimeSeconds()}&limit=180&group_by[]=project_id&group_by[]=line_item&group_by[]=api_key_id");
        for (string? page = ""; page is not null;)
        {
            var answer = await client.GetAsync(query + page);
            foreach (var result in answer.GetProperty("data").EnumerateArray().SelectMany(bucket => bucket.GetProperty("results").EnumerateArray()))
            {
                yield return result;
            }

            page = answer.GetProperty("next_page").GetString() is { } next ? $"&page={Uri.EscapeDataString(next)}" : null;
        }
    }

    private static string[] Series() => SharedFolder.Find("data", "dev", "spend") is { } folder ? Directory.GetFiles(folder, "*.csv") : [];

    private static void AssertSame(SpendSeries series, Dictionary<(string Caller, string Model), decimal> read, string path)
    {
        var truth = series.Rows.GroupBy(row => (row.Caller, row.Model)).ToDictionary(group => group.Key, group => group.Sum(row => row.Amounts.Usd));
        Assert.True(truth.Count == read.Count, path);
        Assert.All(truth, item => Assert.Equal(item.Value, read[item.Key]));
    }
}
