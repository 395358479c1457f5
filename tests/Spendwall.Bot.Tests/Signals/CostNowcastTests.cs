using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Nowcast;
using static Spendwall.Bot.Tests.Signals.Histories;

namespace Spendwall.Bot.Tests.Signals;

public sealed class CostNowcastTests
{
    private static readonly UsageBucket[] Bill =
    [
        Cost("gpt-6-astra", "gpt-6-astra, input", 2),
        Cost("gpt-6-astra", "gpt-6-astra, cached input", 0.5m),
        Cost("gpt-6-astra", "gpt-6-astra, output", 8),
    ];

    private static readonly UsageBucket[] Billed = [Use("gpt-6-astra-2026-09-01", 1_500_000, 500_000, 800_000)];

    [Fact]
    public void Estimate_KindsOnTheBill_PricesEachKindOfToken()
    {
        var estimate = CostNowcast.Estimate([Use("gpt-6-astra-2026-09-01", 200_000, 100_000, 40_000)], new EffectivePrices(Bill, Billed, []));

        // 0.1 M at $2, 0.1 M at $1, 0.04 M at $10.
        Assert.Equal(Dollars(0.2m + 0.1m + 0.4m), Assert.Single(estimate.Buckets).Cost);
        Assert.Empty(estimate.Unpriced);
    }

    [Fact]
    public void Estimate_SameUsageAsBilled_GivesTheBill()
    {
        var estimate = CostNowcast.Estimate(Billed, new EffectivePrices(Bill, Billed, []));

        Assert.Equal(Dollars(10.5m), Assert.Single(estimate.Buckets).Cost);
    }

    [Fact]
    public void Estimate_QuantitiesOnTheBill_WinOverUsage()
    {
        UsageBucket[] bill = [Cost("m-1", "m-1, input", 3) with { InputTokens = 1_000_000 }, Cost("m-1", "m-1, output", 4) with { OutputTokens = 500_000 }];

        var estimate = CostNowcast.Estimate([Use("m-1", 1_000_000, 0, 1_000_000)], new EffectivePrices(bill, [Use("m-1", 9_000_000, 0, 9_000_000)], []));

        Assert.Equal(Dollars(3 + 8), Assert.Single(estimate.Buckets).Cost);
    }

    [Fact]
    public void Estimate_LineWithoutKind_PricesByTheBlend()
    {
        // One output token weighs as four of input, ten from a cache as one: $4 for a thousand.
        var estimate = CostNowcast.Estimate([Use("m-1", 50, 0, 50)], new EffectivePrices([Cost("", "m-1", 4)], [Use("m-1", 1500, 1000, 100)], []));

        Assert.Equal(Dollars(1), Assert.Single(estimate.Buckets).Cost);
    }

    [Fact]
    public void Estimate_ModelWithoutAnyPrice_IsNamedAndNotZero()
    {
        var estimate = CostNowcast.Estimate([Use("brand-new", 1000, 0, 1000)], new EffectivePrices(Bill, Billed, []));

        Assert.Null(Assert.Single(estimate.Buckets).Cost);
        Assert.Equal(["brand-new"], estimate.Unpriced);
    }

    [Fact]
    public void Estimate_ModelNeverBilled_TakesTheListPrice()
    {
        var list = new ModelPrice("openai/brand-new", "") { Input = 0.001m, Output = 0.002m };

        var estimate = CostNowcast.Estimate([Use("brand-new", 1000, 400, 1000)], new EffectivePrices(Bill, Billed, [list]));

        Assert.Equal(Dollars(3), Assert.Single(estimate.Buckets).Cost);
    }

    [Fact]
    public void Estimate_ImagesWithoutTokens_PricesByRequest()
    {
        var prices = new EffectivePrices([Cost("gpt-image", "gpt-image, output", 8)], [Calls("gpt-image", "images", 100)], []);

        Assert.Equal(Dollars(0.4m), Assert.Single(CostNowcast.Estimate([Calls("gpt-image", "images", 5)], prices).Buckets).Cost);
    }

    [Fact]
    public void Estimate_ToolCalls_ArePricedByTheirOwnLine()
    {
        UsageBucket[] bill = [.. Bill, Cost("", "web search tool calls", 5)];
        UsageBucket[] billed = [.. Billed, Calls("gpt-6-astra-2026-09-01", "web_search_calls", 500)];

        var estimate = CostNowcast.Estimate([Calls("gpt-6-astra-2026-09-01", "web_search_calls", 10)], new EffectivePrices(bill, billed, []));

        Assert.Equal(Dollars(0.1m), Assert.Single(estimate.Buckets).Cost);
    }

    [Fact]
    public void Estimate_BillUnderOtherNames_PaysForTheUsageThatFitsNoLine()
    {
        UsageBucket[] bill = [Cost("", "Astra family usage", 6)];

        var estimate = CostNowcast.Estimate([Use("gpt-6-astra", 100, 0, 100)], new EffectivePrices(bill, [Use("gpt-6-astra", 1000, 0, 1000)], []));

        Assert.Equal(Dollars(0.6m), Assert.Single(estimate.Buckets).Cost);
    }

    [Fact]
    public void Estimate_Moderations_AreFree()
    {
        var estimate = CostNowcast.Estimate([Calls("omni-moderation", "moderations", 7)], new EffectivePrices(Bill, Billed, []));

        Assert.Equal(Usd.Zero, Assert.Single(estimate.Buckets).Cost);
        Assert.Empty(estimate.Unpriced);
    }

    [Fact]
    public void Estimate_Hours_AreSummedByDayProjectKeyAndModel()
    {
        var hour = Use("gpt-6-astra", 100, 0, 0);
        UsageBucket[] usage = [hour, hour with { Start = Monday.AddHours(5) }, hour with { Start = Monday.AddDays(1) }, hour with { Series = hour.Series with { Key = "other" } }];

        var estimate = CostNowcast.Estimate(usage, new EffectivePrices(Bill, Billed, []));

        Assert.Equal(3, estimate.Buckets.Count);
        Assert.Equal(200, estimate.Buckets.Single(bucket => bucket.Start == Monday && bucket.Series.Key == "key").InputTokens);
    }

    [Fact]
    public void Estimate_ShorterName_IsNotAnotherGeneration()
    {
        var estimate = CostNowcast.Estimate([Use("gpt-6-astra-mini", 100, 0, 0), Use("gpt-6", 100, 0, 0)], new EffectivePrices(Bill, Billed, []));

        Assert.Equal(["gpt-6", "gpt-6-astra-mini"], estimate.Unpriced);
    }

    private static UsageBucket Cost(string model, string line, decimal usd) => new(Monday, new() { Model = model, Endpoint = line }) { Cost = Dollars(usd) };

    private static UsageBucket Use(string model, long input, long cached, long output) =>
        new(Monday, new() { Project = "proj", Key = "key", Model = model, Endpoint = "completions" }) { InputTokens = input, CachedTokens = cached, OutputTokens = output, Requests = 10 };

    private static UsageBucket Calls(string model, string endpoint, long requests) => new(Monday, new() { Project = "proj", Key = "key", Model = model, Endpoint = endpoint }) { Requests = requests };
}
