using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Providers.Errors;
using Spendwall.Bot.Tests.Support;
using Finding = Spendwall.Bot.Alerts.Conditions.Finding;
using static Spendwall.Bot.Tests.Alerts.Outlook.OutlookWorld;

namespace Spendwall.Bot.Tests.Alerts.Outlook;

/// <summary>What request records add to an account's outlook and to the low-credit alert.</summary>
public sealed class RequestOutlookTests : IAsyncLifetime
{
    private readonly OutlookWorld world = new();

    private TestDatabase database = null!;

    private RequestStore Store => new(database.Database);

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        world.RouterHours(days: 10, usd: 1);
        world.Balance(credits: 1000, usage: 100);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Floor_WithRecords_RestsOnTheirP99()
    {
        await Store.StoreAsync([.. Enumerable.Range(0, 98).Select(i => At($"a{i}", -60) with { Cost = Dollars(0.01m) }), .. Enumerable.Range(0, 2).Select(i => At($"b{i}", -60) with { Cost = Dollars(0.5m) })], default);

        var reservoir = (await ReadAsync()).Reservoir!;

        Assert.False(reservoir.FloorEstimated);
        Assert.InRange(reservoir.LargestRequest!.Value.Dollars, 0.5m, 0.53m);
        Assert.InRange(reservoir.Floor!.Value.Dollars, 4m, 4.25m);
    }

    [Theory]
    [InlineData(3, false, AlertLevel.Exhausted)]
    [InlineData(2, false, null)]
    [InlineData(3, true, null)]
    public async Task Refusals_UntilJustNow_AreExhaustedWhateverTheBalance(int count, bool served, AlertLevel? expected)
    {
        await Store.StoreAsync(
            [
                .. Enumerable.Range(0, count).Select(i => At($"r{i}", -10 + i) with { Status = 402, Cause = ErrorCause.CreditsExhausted }),
                At("before", -20) with { Status = 200, OutputTokens = 5 },
                .. served ? [At("after", -1) with { Status = 200, OutputTokens = 5 }] : Array.Empty<RequestRecord>(),
            ],
            default);

        var outlook = await ReadAsync();
        var finding = LowCreditRule.Judge(outlook, null);

        Assert.Equal(expected, (finding as Finding.Holds)?.Condition.Level);
        Assert.Equal(expected is not null, outlook.Refusals is not null);
        if (finding is Finding.Holds { Condition: var condition })
        {
            Assert.EndsWith("calls are failing", condition.Title, StringComparison.Ordinal);
            Assert.Contains(condition.Facts, static fact => fact.StartsWith("3 requests in half an hour refused", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Refusals_WithoutAKnownBalance_AreExhaustedToo()
    {
        world.Ledger.Balances.Clear();
        await Store.StoreAsync([.. Enumerable.Range(0, 3).Select(i => At($"r{i}", -10) with { Cause = ErrorCause.CreditsExhausted })], default);

        Assert.Equal(AlertLevel.Exhausted, Assert.IsType<Finding.Holds>(LowCreditRule.Judge(await ReadAsync(), null)).Condition.Level);
    }

    [Theory]
    [InlineData(ErrorCause.KeyLimit, -10)]
    [InlineData(ErrorCause.CreditsExhausted, -40)]
    public async Task Refusals_OfAnotherCauseOrLongAgo_AreNone(ErrorCause cause, int minutes)
    {
        await Store.StoreAsync([.. Enumerable.Range(0, 5).Select(i => At($"r{i}", minutes) with { Cause = cause })], default);

        Assert.Null((await ReadAsync()).Refusals);
    }

    private Task<AccountOutlook> ReadAsync() => new AccountOutlookReader(world.Ledger, world.Options, Store).ReadAsync(world.RouterAccount, Now, default);

    private static RequestRecord At(string id, int minutes) => new() { Account = Router, Id = id, Time = Now.AddMinutes(minutes), SeenAt = Now };
}
