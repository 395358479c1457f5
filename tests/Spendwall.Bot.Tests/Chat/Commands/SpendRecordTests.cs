using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Chat.Commands;

/// <summary><c>/spend by:workflow</c> and its kind, with request records: $6 of key k1, which is mapped to workflow summaries, and $4 of key k2, which is not.</summary>
public sealed class SpendRecordTests
{
    private const string Router = "openrouter-main";

    [Fact]
    public async Task ByWorkflow_RecordsOfAnUnmappedKey_TakeTheirShareOfTheRest()
    {
        await using var bench = await BenchAsync(Said("a", 3, "k2", "search"));

        Assert.Equal(["summaries 6", "search 3", "unmapped 1"], await RowsAsync(bench, "/spend openrouter today by:workflow", 10));
    }

    [Fact]
    public async Task ByWorkflow_RecordsOfAMappedKey_SayItThemselves()
    {
        await using var bench = await BenchAsync(Said("a", 2, "k1", "search"), Said("b", 1, "k1", "Summaries"));

        Assert.Equal(["summaries 4", "unmapped 4", "search 2"], await RowsAsync(bench, "/spend openrouter today by:workflow", 10));
    }

    [Fact]
    public async Task ByWorkflow_RecordsThatTellMoreThanWasBilled_ShareWhatWas()
    {
        await using var bench = await BenchAsync(Said("a", 30, "k2", "search"), Said("b", 10, "k2", "triage"));

        Assert.Equal(["summaries 6", "search 3", "triage 1", "unmapped 0"], await RowsAsync(bench, "/spend openrouter today by:workflow", 10));
    }

    [Fact]
    public async Task ByWorkflow_RecordsWithoutACostOrWord_MoveNothing()
    {
        await using var bench = await BenchAsync(Said("a", null, "k2", "search"), Said("b", 3, "k2", ""), Said("c", 3, "k2", "search") with { Time = ChatBench.Now.AddDays(-1) });

        Assert.Equal(["summaries 6", "unmapped 4"], await RowsAsync(bench, "/spend openrouter today by:workflow", 10));
        Assert.DoesNotContain((await bench.DoneAsync("/spend openrouter today by:workflow")).Message.Footer, static line => line.Contains("records", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ByCustomer_OfRecords_SaysWhichShareTheyName()
    {
        await using var bench = await BenchAsync(Said("a", 2.5m, "k2", "") with { Labels = new() { Caller = "k2", Customer = "acme" } });

        Assert.Equal(["unmapped 7.5", "acme 2.5"], await RowsAsync(bench, "/spend openrouter today by:customer", 10));
        Assert.Contains((await bench.DoneAsync("/spend openrouter today by:customer")).Message.Footer, static line => line.StartsWith("request records name the customer of $2.50, 25 % of it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ByWorkflow_AnyRecords_NeverChangeTheSumNorTakeMoreThanIsThere()
    {
        var random = new Random(11);
        for (int i = 0; i < 10; i++)
        {
            await using var bench = await BenchAsync([.. Enumerable.Range(0, 20).Select(n => Said($"r{n}", (decimal)random.NextDouble() * 2, $"k{random.Next(1, 4)}", $"w{random.Next(4)}"))]);

            var rows = (await bench.JsonAsync("/spend openrouter today by:workflow"))["data"]!["rows"]!.AsArray();
            Assert.Equal(10m, rows.Sum(static row => (decimal)row!["total_usd"]!));
            Assert.All(rows, static row => Assert.True((decimal)row!["total_usd"]! >= 0));
        }
    }

    private static async Task<ChatBench> BenchAsync(params RequestRecord[] records)
    {
        var bench = await ChatBench.CreateAsync();
        bench.Ledger.Add(Router, UsageView.KeyModel, "2026-11-17T01:00Z", 6m, new() { Key = "k1", Model = "m" }, 10, 100, 10)
            .Add(Router, UsageView.KeyModel, "2026-11-17T01:00Z", 4m, new() { Key = "k2", Model = "m" }, 10, 100, 10)
            .Mark(Router, "analytics.key-model", "2026-11-17T12:00Z");
        await bench.Mappings.SetAsync(Scope.Of("key", "k1"), new Dictionary<string, string?> { ["workflow"] = "summaries" }, null, ChatBench.Now, "terminal:t", "terminal", default);
        await bench.Requests.StoreAsync(records, default);

        return bench;
    }

    private static async Task<IEnumerable<string>> RowsAsync(ChatBench bench, string line, decimal total)
    {
        var data = (await bench.JsonAsync(line))["data"]!;
        Assert.Equal(total, (decimal)data["total_usd"]!);

        return data["rows"]!.AsArray().Select(static row => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(string?)row!["key"]} {(decimal)row["total_usd"]!:0.##}"));
    }

    private static RequestRecord Said(string id, decimal? usd, string key, string workflow) => new()
    {
        Account = Router,
        Id = id,
        Time = ChatBench.Now.AddHours(-2),
        Cost = usd is { } dollars ? Usd.FromDollars(dollars) : null,
        CostSource = usd is null ? CostSource.NotTold : CostSource.Caller,
        Labels = new() { Caller = key, Workflow = workflow },
        Source = RequestSource.Lines,
        SeenAt = ChatBench.Now,
    };
}
