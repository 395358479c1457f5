using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Benchmarks.Ledger;

/// <summary>Made-up usage of 91 days by the hour: every series has a bucket in every hour. The same seed gives the same rows.</summary>
internal sealed class LedgerData(int series)
{
    public const string Account = "openrouter-main";

    public const int Days = 91;

    private const int Models = 20;

    private const int Routes = 5;

    public static readonly DateTimeOffset Start = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly UsageSeries[] all =
    [
        .. Enumerable.Range(0, series).Select(static i => new UsageSeries
        {
            Model = $"vendor-{i % Models % 4}/model-{i % Models}",
            Route = $"route-{i / Models % Routes}",
            Key = $"key-{i / Models / Routes}",
        }),
    ];

    public static DateTimeOffset End => Start.AddDays(Days);

    public int RowsPerDay => series * 24;

    /// <summary>The provider's answer for one day.</summary>
    /// <param name="edition">Another edition has another cost in every bucket.</param>
    public ProviderFact.Usage Day(int day, int edition = 0)
    {
        var random = new Random(day);
        var start = Start.AddDays(day);
        var buckets = new List<UsageBucket>(RowsPerDay);
        for (int hour = 0; hour < 24; hour++)
        {
            foreach (var one in all)
            {
                long requests = random.Next(1, 500);
                long input = requests * random.Next(200, 4000);
                long output = requests * random.Next(20, 900);
                buckets.Add(new(start.AddHours(hour), one)
                {
                    Requests = requests,
                    InputTokens = input,
                    CachedTokens = input / 3,
                    OutputTokens = output,
                    ReasoningTokens = output / 4,
                    Cost = new Usd((input * 150) + (output * 600) + edition),
                });
            }
        }

        return new(Account, start.AddDays(1 + edition), UsageView.KeyModel, new UtcRange(start, start.AddDays(1)), start.AddDays(1), buckets);
    }
}
