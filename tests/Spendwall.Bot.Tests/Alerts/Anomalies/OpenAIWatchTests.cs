using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Anomalies;
using Spendwall.Bot.Signals.Explanation;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Alerts.Anomalies;

/// <summary>
/// A meter on a real ledger. Its bill knows whole days and is two of them late; its hours are tokens, priced as the organisation
/// pays: $1 a million input, $4 a million output. Two keys use $3 and $1 an hour for three weeks. Now is 11:20.
/// </summary>
public sealed class OpenAIWatchTests : IAsyncLifetime
{
    private const string Account = "openai-acme";

    private static readonly DateTimeOffset Today = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Today.AddHours(11).AddMinutes(20);
    private static readonly SpendwallOptions Options = new() { Accounts = [Outlooks.Metered] };

    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Watch_KeyUsesThreeTimesAsMuch_IsSeenInHoursThoughNoBillNamesThem()
    {
        await StoreAsync(static hour => hour >= Today.AddHours(8) ? 3 : 1);

        var outlook = await ReadAsync(Now);

        Assert.Equal(Today.AddHours(11), outlook.AsOf);
        Assert.Contains(outlook.Open, static signal => signal is { Caller: "key-1", Driver: Driver.Volume });
        var change = outlook.Change!;
        Assert.Equal((Cause.Requests, "key-1"), (change.ByCause[0].Key, change.ByCaller[0].Key));

        // Three hours at $9 and $1 against the $4 an hour of the week before, at what the organisation pays.
        double hours = (Today.AddHours(11) - outlook.Open.Min(static signal => signal.Since)).TotalHours;
        Assert.Equal(10 * hours, change.Now.ToDouble(), 3);
        Assert.Equal(4 * hours, change.Before.ToDouble(), 0.8);
        Assert.Equal(change.Change.Nanos, change.Contributions.Sum(static part => part.Usd.Nanos));

        var condition = Assert.IsType<Finding.Holds>(AnomalyRule.Judge(Outlooks.Of(Outlooks.Metered, Now) with { Anomalies = outlook })).Condition;
        Assert.Equal(AlertLevel.Warning, condition.Level);
        Assert.Contains("batch", condition.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_PartOfTheHourUnderWay_IsNotCompared()
    {
        // Twenty minutes hold more than any whole hour of three weeks did, and still say nothing yet.
        await StoreAsync(static hour => hour >= Today.AddHours(11) ? 20 : 1, usageUntil: Now);

        Assert.Empty((await ReadAsync(Now)).Open);

        var later = await ReadAsync(Today.AddHours(12).AddMinutes(20));
        Assert.Equal(Today.AddHours(11), later.AsOf);
    }

    [Fact]
    public async Task Watch_TodaysBillSoFar_IsNotCompared()
    {
        await StoreAsync(static _ => 1);
        Assert.Empty((await ReadAsync(Now)).Open);

        // A first part of today's bill comes, and one of yesterday's that is not whole: neither makes an hour dear or cheap.
        await BillAsync(Today.AddDays(-1), 11);
        await BillAsync(Today, 90);

        Assert.Empty((await ReadAsync(Now)).Open);
    }

    [Fact]
    public async Task Watch_UsageIsThreeHoursLate_TheMissingHoursAreNotQuiet()
    {
        await StoreAsync(static hour => hour >= Today.AddHours(4) ? 3 : 1, usageUntil: Today.AddHours(8));

        var outlook = await ReadAsync(Now);

        Assert.Equal(Today.AddHours(8), outlook.AsOf);
        Assert.Contains(outlook.Open, static signal => signal.Caller == "key-1");
    }

    [Fact]
    public async Task Watch_UseThatNobodyPrices_CostsNothingYetAndRaisesNothing()
    {
        await StoreAsync(static _ => 1);
        await UsageAsync(Today.AddHours(9), Today.AddHours(11), Today.AddHours(11), static _ => 50, model: "gpt-unheard-of");

        Assert.DoesNotContain((await ReadAsync(Now)).Open, static signal => signal.Figure is AnomalyFigure.Spend or AnomalyFigure.Level);
    }

    private async Task<AnomalyOutlook> ReadAsync(DateTimeOffset at)
    {
        var estimates = new EstimateRefresher(database.Ledger, Options);
        await estimates.RefreshAsync(Outlooks.Metered, at, default);
        using var watches = new AnomalyWatches(new UseReader(database.Ledger, estimates));

        return await watches.ReadAsync(Outlooks.Metered, at, default);
    }

    private async Task StoreAsync(Func<DateTimeOffset, int> times, DateTimeOffset? usageUntil = null)
    {
        await database.Ledger.StoreAsync(new ProviderFact.Names(Account, Now, [new("key", "key-1", "batch")]), null, default);
        await UsageAsync(Today.AddDays(-21), Now.FloorHour().AddHours(1), usageUntil ?? Today.AddHours(11), times);
        for (var day = Today.AddDays(-21); day < Today.AddDays(-1); day = day.AddDays(1))
        {
            await BillAsync(day, 96);
        }

        await database.Ledger.StoreAsync(
            new ProviderFact.Usage(Account, Now, UsageView.Costs, new(Today.AddDays(-2), Today.AddDays(-1)), Today.AddDays(-1), []), new DatasetMark(Account, "costs", Now, Today.AddDays(-1), Today.AddDays(-1)), default);
    }

    private async Task UsageAsync(DateTimeOffset from, DateTimeOffset end, DateTimeOffset until, Func<DateTimeOffset, int> times, string model = "gpt-6-2026-08-01")
    {
        var rows = new List<UsageBucket>();
        for (var hour = from; hour < end && hour < until; hour = hour.AddHours(1))
        {
            rows.Add(Bucket(hour, "key-1", model, 3 * times(hour)));
            rows.Add(Bucket(hour, "key-2", "gpt-6-2026-08-01", 1));
        }

        await database.Ledger.StoreAsync(new ProviderFact.Usage(Account, Now, UsageView.Usage, new(from, end), until, rows), new DatasetMark(Account, "usage.hour", Now, until, until), default);
    }

    private Task<StoreResult> BillAsync(DateTimeOffset day, decimal usd) => database.Ledger.StoreAsync(
        new ProviderFact.Usage(Account, Now, UsageView.Costs, new(day, day.AddDays(1)), Today.AddDays(-1),
        [
            new(day, new() { Project = "p", Key = "key-1", Model = "gpt-6", Endpoint = "gpt-6, input" }) { Cost = Usd.FromDollars(usd / 3) },
            new(day, new() { Project = "p", Key = "key-1", Model = "gpt-6", Endpoint = "gpt-6, output" }) { Cost = Usd.FromDollars(usd * 2 / 3) },
        ]),
        null,
        default);

    /// <param name="dollars">A third of it for input.</param>
    private static UsageBucket Bucket(DateTimeOffset hour, string key, string model, int dollars) => new(hour, new() { Project = "p", Key = key, Model = model, Endpoint = "completions" })
    {
        Requests = 100 * dollars,
        InputTokens = 1_000_000L * dollars / 3,
        CachedTokens = 0,
        OutputTokens = 500_000L * dollars / 3,
    };
}
