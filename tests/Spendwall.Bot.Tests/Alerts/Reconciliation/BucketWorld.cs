using Spendwall.Bot.Alerts.Reconciliation;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts.Reconciliation;

/// <summary>
/// Two days of an OpenAI organisation, one of them billed whole: ten requests an hour of one model and key, each of 1,000 input tokens
/// (300 cached) and 100 output tokens, at 2, 0.5 and 8 USD a million.
/// </summary>
internal sealed class BucketWorld : IAsyncDisposable
{
    public static readonly AccountOptions Account = new() { Name = "openai-acme", Provider = ProviderKind.OpenAI, Owner = "@dana" };

    public static readonly DateTimeOffset First = new(2026, 11, 12, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first day is billed and has filled for a day; the second has not.</summary>
    public static readonly DateTimeOffset Now = First.AddDays(2).AddHours(1);

    /// <summary>700 × 2 + 300 × 0.5 + 100 × 8 USD a million.</summary>
    public static readonly Usd One = new(2_350_000);

    public const int Hourly = 10;

    private BucketWorld(TestDatabase database)
    {
        Database = database;
        Requests = new(database.Database);
        Store = new(database.Database);
        Reader = new(database.Ledger, Requests);
    }

    public TestDatabase Database { get; }

    public RequestStore Requests { get; }

    public ProviderRecordStore Store { get; }

    public BucketReconcileReader Reader { get; }

    public static async Task<BucketWorld> CreateAsync()
    {
        var world = new BucketWorld(await TestDatabase.CreateAsync());
        await world.Database.Ledger.StoreAsync(new ProviderFact.Names(Account.Name, Now, [new("project", "proj_1", "search"), new("key", "key_1", "batch-7")]), null, default);

        return world;
    }

    /// <param name="change">What is told here of one request of an hour, such as nothing, or another cost.</param>
    public async Task TellAsync(Func<int, int, RequestRecord, RequestRecord?>? change = null)
    {
        for (int hour = 0; hour < 30; hour++)
        {
            var records = Enumerable.Range(0, Hourly).Select(number => Record(hour, number)).ToList();
            await Requests.StoreAsync([.. records.Select((record, number) => change is null ? record : change(hour, number, record)).OfType<RequestRecord>()], default);
        }
    }

    /// <param name="change">What is counted there in an hour.</param>
    public async Task CountAsync(Func<int, UsageBucket, UsageBucket>? change = null, Usd hidden = default)
    {
        var usage = Enumerable.Range(0, 30).Select(hour => new UsageBucket(First.AddHours(hour), new() { Project = "proj_1", Key = "key_1", Model = "gpt-6-astra-2026-09-01", Endpoint = "completions" })
        {
            Requests = Hourly,
            InputTokens = Hourly * 1_000,
            CachedTokens = Hourly * 300,
            OutputTokens = Hourly * 100,
        }).Select((bucket, hour) => change?.Invoke(hour, bucket) ?? bucket).ToList();
        var until = First.AddHours(30);
        var days = new UtcRange(First, First.AddDays(2));
        await Database.Ledger.StoreAsync(new ProviderFact.Usage(Account.Name, Now, UsageView.Usage, new(First, until), until, usage), new(Account.Name, "usage.hour", Now, until, until), default);

        var billed = usage.Where(static bucket => bucket.Start < First.AddDays(1)).ToList();
        long cached = billed.Sum(static bucket => bucket.CachedTokens ?? 0);
        List<UsageBucket> lines =
        [
            Line("gpt-6-astra, input_tokens", new((billed.Sum(static bucket => bucket.InputTokens ?? 0) - cached) * 2_000)),
            Line("gpt-6-astra, cached input", new(cached * 500)),
            Line("gpt-6-astra, output", new(billed.Sum(static bucket => bucket.OutputTokens ?? 0) * 8_000)),
        ];
        if (hidden != Usd.Zero)
        {
            lines.Add(Line("fine-tuning training", hidden));
        }

        await Database.Ledger.StoreAsync(
            new ProviderFact.Usage(Account.Name, Now, UsageView.Costs, days, First.AddDays(1), lines), new(Account.Name, "costs", Now, First.AddDays(1), First.AddDays(1)), default);
    }

    public Task<AccountReconciliation?> ReadAsync() => Reader.ReadAsync(Account, new(First, First.AddDays(2)), Now, null, default);

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private static RequestRecord Record(int hour, int number) => new()
    {
        Account = Account.Name,
        Id = $"chatcmpl-{hour}-{number}",
        Time = First.AddHours(hour).AddMinutes(number),
        Labels = new() { ModelRequested = "openai/gpt-6-astra", Project = "search", Caller = "Batch-7" },
        Status = 200,
        InputTokens = 1_000,
        CachedTokens = 300,
        OutputTokens = 100,
        Cost = One,
        SeenAt = Now,
    };

    private static UsageBucket Line(string line, Usd cost) => new(First, new() { Project = "proj_1", Model = line.Contains(',', StringComparison.Ordinal) ? "gpt-6-astra" : "", Endpoint = line }) { Cost = cost };
}
