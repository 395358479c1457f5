using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Benchmarks.Ledger;

/// <summary>Made-up usage of 91 days by the hour: every series has a bucket in every hour. Equal ends give equal rows.</summary>
/// <param name="end">The data ends here; the last day is cut.</param>
internal sealed class LedgerData(int series, DateTimeOffset end)
{
    public const string Account = "openrouter-main";

    public const int Days = 91;

    private const int Models = 20;

    private const int Routes = 5;

    private readonly UsageSeries[] all =
    [
        .. Enumerable.Range(0, series).Select(static i => new UsageSeries
        {
            Model = $"vendor-{i % Models % 4}/model-{i % Models}",
            Route = $"route-{i / Models % Routes}",
            Key = $"key-{i / Models / Routes}",
        }),
    ];

    /// <summary>As many series as make at least <paramref name="rows"/> buckets.</summary>
    public static LedgerData Holding(int rows, DateTimeOffset end)
    {
        double hours = (end - new LedgerData(0, end).Start).TotalHours;

        return new((int)Math.Ceiling(rows / hours), end);
    }

    public DateTimeOffset Start { get; } = end.AddTicks(-1).FloorDay().AddDays(1 - Days);

    public DateTimeOffset End => end;

    public int RowsPerDay => series * 24;

    public IEnumerable<string> Keys => all.Select(static one => one.Key).Distinct();

    /// <summary>The provider's answer for one day.</summary>
    /// <param name="edition">Another edition has another cost in every bucket.</param>
    public ProviderFact.Usage Day(int day, int edition = 0)
    {
        var random = new Random(day);
        var start = Start.AddDays(day);
        var until = start.AddDays(1) < end ? start.AddDays(1) : end;
        var buckets = new List<UsageBucket>(RowsPerDay);
        for (var hour = start; hour < until; hour = hour.AddHours(1))
        {
            foreach (var one in all)
            {
                buckets.Add(Bucket(hour, one, random, edition));
            }
        }

        return new(Account, until.AddDays(edition), UsageView.KeyModel, new UtcRange(start, until), until, buckets);
    }

    public static UsageBucket Bucket(DateTimeOffset start, UsageSeries series, Random random, int edition = 0)
    {
        long requests = random.Next(1, 500);
        long input = requests * random.Next(200, 4000);
        long output = requests * random.Next(20, 900);

        return new(start, series)
        {
            Requests = requests,
            InputTokens = input,
            CachedTokens = input / 3,
            OutputTokens = output,
            ReasoningTokens = output / 4,
            Cost = new Usd((input * 150) + (output * 600) + edition),
        };
    }
}
