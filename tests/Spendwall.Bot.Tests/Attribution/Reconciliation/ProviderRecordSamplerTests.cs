using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Attribution.Reconciliation;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Providers;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;

namespace Spendwall.Bot.Tests.Attribution.Reconciliation;

/// <summary>The real reader and stores; OpenRouter answers from a list of requests with their minutes.</summary>
public class ProviderRecordSamplerTests
{
    private const string List = "POST /analytics/query";

    private static readonly AccountOptions Account = new() { Name = "acme", Provider = ProviderKind.OpenRouter, ApiKey = new Secret(ReaderHarness.Key), BaseUrl = "http://127.0.0.1:1/v1" };

    [EngineFact]
    public async Task Sample_ByAnalytics_KeepsEveryRequestOnceAndRemembersHowFarItCame()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.TellAsync("gen-1", ReaderHarness.Now.AddHours(-7));
        bench.Stub.On(List, request => StubProvider.Json(Bench.Answer(request, ("gen-1", ReaderHarness.Now.AddHours(-7)), ("gen-2", ReaderHarness.Now.AddHours(-2)))));

        await bench.Sampler.SampleAsync(Account, default);
        await bench.Sampler.SampleAsync(Account, default);

        Assert.Equal(["gen-1", "gen-2"], (await bench.StoredAsync()).Select(static record => record.Id));
        Assert.Equal(new ProviderRecord("acme", "gen-2", ReaderHarness.Now.AddHours(-2)) { Model = "a/x", Cost = Usd.FromDollars(0.25m), InputTokens = 100, OutputTokens = 20, CachedTokens = 10 }, (await bench.StoredAsync())[1]);
        Assert.Equal(ReaderHarness.Now.AddMinutes(-5), await bench.Store.CoversUntilAsync("acme", default));
        var query = JsonDocument.Parse(bench.Stub.Seen[0].Body).RootElement;
        Assert.Equal("""["generation_id","model"]""", query.GetProperty("dimensions").GetRawText());
        Assert.Equal("minute", query.GetProperty("granularity").GetString());
        Assert.All(bench.Stub.Seen, static request => Assert.True(Asked(request).Length <= TimeSpan.FromHours(3)));
    }

    [EngineFact]
    public async Task Sample_TruncatedAnswer_IsAskedInPartsAndNothingIsLost()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.TellAsync("gen-1", ReaderHarness.Now.AddHours(-3));
        bench.Stub.On(List, request => StubProvider.Json(Bench.Answer(
            request, truncatedAbove: TimeSpan.FromMinutes(50), [.. Enumerable.Range(1, 9).Select(i => ($"gen-{i}", ReaderHarness.Now.AddMinutes(-181 + (i * 19))))])));

        await bench.Sampler.SampleAsync(Account, default);

        Assert.Equal(9, (await bench.StoredAsync()).Count);
    }

    [EngineFact]
    public async Task Sample_WithoutRecordsHere_AsksNothing()
    {
        await using var bench = await Bench.CreateAsync();

        await bench.Sampler.SampleAsync(Account, default);

        Assert.Empty(bench.Stub.Seen);
    }

    [EngineFact]
    public async Task Sample_InferenceKey_AsksSinglyAndAgainAfterEverLongerWaits()
    {
        await using var bench = await Bench.CreateAsync();
        await bench.TellAsync("gen-1", ReaderHarness.Now.AddMinutes(-2));
        await bench.TellAsync("own-1", ReaderHarness.Now.AddMinutes(-2));
        bench.Stub.On(List, StubProvider.Error(403), StubProvider.Error(403), StubProvider.Error(403), StubProvider.Error(403), StubProvider.Error(403));
        int asked = 0;
        bench.Stub.On("GET /generation", _ => ++asked < 3
            ? StubProvider.Error(404)
            : StubProvider.Json("""{"data":{"id":"gen-1","model":"a/x","provider_name":"P","total_cost":0.5,"created_at":"2026-11-21T14:28:00Z","native_tokens_prompt":7,"response_cache_source_id":"gen-0"}}"""));

        await bench.Sampler.SampleAsync(Account, default);
        await bench.Sampler.SampleAsync(Account, default);
        Assert.Equal(1, asked);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.Sampler.SampleAsync(Account, default);
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        await bench.Sampler.SampleAsync(Account, default);
        Assert.Equal(2, asked);
        bench.Clock.Advance(TimeSpan.FromMinutes(4));
        await bench.Sampler.SampleAsync(Account, default);

        Assert.Equal(3, asked);
        var record = Assert.Single(await bench.StoredAsync());
        Assert.Equal((Usd.FromDollars(0.5m), 7L, true, "P"), (record.Cost, record.InputTokens, record.FromCache, record.Route));
        Assert.Null(await bench.Store.CoversUntilAsync("acme", default));
    }

    [EngineFact]
    public async Task Store_TwoWordsOnOneRequest_KeepTheFirstTimeAndTheFullerFigures()
    {
        await using var bench = await Bench.CreateAsync();
        var at = ReaderHarness.Now;

        await bench.Store.StoreAsync("acme", [new("acme", "gen-1", at) { Model = "a/x", Cost = Usd.FromDollars(1) }], null, default);
        await bench.Store.StoreAsync("acme", [new("acme", "gen-1", at.AddMinutes(3)) { Route = "P", OutputTokens = 5, FromCache = true }], null, default);
        await bench.Store.StoreAsync("acme", [new("acme", "gen-1", at) { Cost = Usd.FromDollars(2) }], null, default);

        Assert.Equal(new ProviderRecord("acme", "gen-1", at) { Model = "a/x", Route = "P", Cost = Usd.FromDollars(2), OutputTokens = 5, FromCache = true }, Assert.Single(await bench.StoredAsync()));
        Assert.Equal(1, await bench.Store.PruneAsync(at.AddSeconds(1), default));
        Assert.Empty(await bench.StoredAsync());
    }

    private static UtcRange Asked(SeenRequest request)
    {
        var range = JsonDocument.Parse(request.Body).RootElement.GetProperty("time_range");

        return new(range.GetProperty("start").GetDateTimeOffset(), range.GetProperty("end").GetDateTimeOffset());
    }

    private sealed class Bench : IAsyncDisposable
    {
        private readonly TestDatabase database;
        private readonly AccountReaderFactory factory;

        private Bench(TestDatabase database)
        {
            this.database = database;
            factory = new(Clock, Clock, ReaderHarness.Once, NullLoggerFactory.Instance, _ => Stub);
            Store = new(database.Database);
            Requests = new(database.Database);
            Sampler = new(factory, Store, Requests, Clock, NullLogger<ProviderRecordSampler>.Instance);
        }

        public StubProvider Stub { get; } = new();

        public ManualClock Clock { get; } = new(ReaderHarness.Now);

        public ProviderRecordStore Store { get; }

        public RequestStore Requests { get; }

        public ProviderRecordSampler Sampler { get; }

        public static async Task<Bench> CreateAsync() => new(await TestDatabase.CreateAsync());

        public Task<RecordsStored> TellAsync(string id, DateTimeOffset at) => Requests.StoreAsync([new() { Account = "acme", Id = id, Time = at, SeenAt = at }], default);

        public Task<IReadOnlyList<ProviderRecord>> StoredAsync() => Store.InAsync("acme", new(ReaderHarness.Now.AddDays(-40), ReaderHarness.Now.AddDays(1)), default);

        public static string Answer(SeenRequest request, params (string Id, DateTimeOffset At)[] all) => Answer(request, TimeSpan.MaxValue, all);

        public static string Answer(SeenRequest request, TimeSpan truncatedAbove, params (string Id, DateTimeOffset At)[] all)
        {
            var range = Asked(request);
            var rows = all.Where(one => range.Contains(one.At)).Select(static one =>
                $$"""{"created_at__minute":"{{one.At:yyyy-MM-ddTHH:mm:ss.fffZ}}","generation_id":"{{one.Id}}","model":"a/x","credits_usage":0.25,"byok_usage":null,"tokens_prompt":"100","tokens_completion":"20","cached_tokens":10}""");

            string truncated = range.Length > truncatedAbove ? "true" : "false";

            return $"{{\"data\":{{\"data\":[{string.Join(',', rows)}],\"metadata\":{{\"truncated\":{truncated}}}}}}}";
        }

        public async ValueTask DisposeAsync()
        {
            factory.Dispose();
            await database.DisposeAsync();
        }
    }
}
