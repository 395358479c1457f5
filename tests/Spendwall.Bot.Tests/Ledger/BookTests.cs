using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;
using static Spendwall.Bot.Tests.Ledger.Facts;

namespace Spendwall.Bot.Tests.Ledger;

/// <summary>Everything but balances and usage.</summary>
public class BookTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    private SpendLedger Ledger => database.Ledger;

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [EngineFact]
    public async Task KeyCaps_AreTheNewestWordOnTheKeysThatAreThere()
    {
        var batch = new KeyCap(Account, Monday, "k1", "batch") { Limit = Dollars(50), Remaining = Dollars(20), Reset = CapReset.Weekly, LastUsedAt = Monday.AddMinutes(-3), Workspace = "w" };
        var old = new KeyCap(Account, Monday, "k2", "old") { Disabled = true };

        Assert.Equal(new StoreResult(2, 2), await Ledger.StoreAsync(new ProviderFact.KeyCaps(Account, Monday, [batch, old])));
        var later = batch with { ObservedAt = Monday.AddHours(1) };
        Assert.Equal(new StoreResult(1, 1), await Ledger.StoreAsync(new ProviderFact.KeyCaps(Account, Monday.AddHours(1), [later])));
        Assert.Equal([later], await Ledger.KeyCapsAsync(Account, default));

        var less = later with { ObservedAt = Monday.AddHours(2), Remaining = Dollars(19) };
        Assert.Equal(1, (await Ledger.StoreAsync(new ProviderFact.KeyCaps(Account, Monday.AddHours(2), [less]))).Changed);
        Assert.Equal(0, (await Ledger.StoreAsync(new ProviderFact.KeyCaps(Account, Monday.AddHours(1), [later]))).Changed);
        Assert.Equal([less], await Ledger.KeyCapsAsync(Account, default));
    }

    [EngineFact]
    public async Task KeyCaps_LayersOfOneKey_AreApart()
    {
        var key = new KeyCap(Account, Monday, "k1", "batch") { Limit = Dollars(50) };
        var member = key with { Layer = "member", Limit = Dollars(5) };

        await Ledger.StoreAsync(new ProviderFact.KeyCaps(Account, Monday, [key, member]));

        Assert.Equal([key, member], await Ledger.KeyCapsAsync(Account, default));
    }

    [EngineFact]
    public async Task Prices_AreThoseInForceAtTheInstant()
    {
        var cheap = new ModelPrice("x", "") { Input = 0.000000037512345678m, Overrides = [new(200_000, null, null, 0.1m, null, null, null)], ExpiresDay = new(2027, 1, 1) };
        var dear = cheap with { Input = 0.0000005m };
        await Ledger.StoreAsync(new ProviderFact.Prices(Account, Monday, [cheap, new("y", "")]));
        Assert.Equal(0, (await Ledger.StoreAsync(new ProviderFact.Prices(Account, Monday.AddHours(1), [cheap with { Overrides = [.. cheap.Overrides] }]))).Changed);
        Assert.Equal(1, (await Ledger.StoreAsync(new ProviderFact.Prices(Account, Monday.AddDays(1), [dear]))).Changed);

        Assert.Empty(await Ledger.PricesAsync(Account, Monday.AddHours(-1), default));
        Assert.Equal([cheap.Input, null], (await Ledger.PricesAsync(Account, Monday.AddHours(23), default)).Select(price => price.Input));
        var now = await Ledger.PricesAsync(Account, Monday.AddDays(1), default);
        Assert.Equal([dear.Input, null], now.Select(price => price.Input));
        Assert.Equal(cheap.Overrides, now[0].Overrides);
        Assert.Equal(cheap.ExpiresDay, now[0].ExpiresDay);
    }

    [EngineFact]
    public async Task PriceHistory_IsWhatWasInForceAtSomeInstantOfTheRange()
    {
        for (int day = 0; day < 4; day++)
        {
            await Ledger.StoreAsync(new ProviderFact.Prices(Account, Monday.AddDays(day), [new("x", "") { Input = day }]));
        }

        await Ledger.StoreAsync(new ProviderFact.Prices(Account, Monday.AddDays(1), [new("y", "")]));

        var history = await Ledger.PriceHistoryAsync(Account, new(Monday.AddDays(1), Monday.AddDays(2)), default);

        Assert.Equal([("x", 1m, Monday.AddDays(1)), ("x", 2m, Monday.AddDays(2)), ("y", null, Monday.AddDays(1))], history.Select(listed => (listed.Price.Model, listed.Price.Input, listed.Since)));
    }

    [EngineFact]
    public async Task Prices_AnAnswerThatWasOvertaken_ChangesNothing()
    {
        await Ledger.StoreAsync(new ProviderFact.Prices(Account, Monday.AddDays(1), [new("x", "") { Input = 2 }]));

        Assert.Equal(0, (await Ledger.StoreAsync(new ProviderFact.Prices(Account, Monday, [new("x", "") { Input = 1 }]))).Changed);
        Assert.Equal(2, Assert.Single(await Ledger.PricesAsync(Account, Monday.AddDays(2), default)).Input);
    }

    [EngineFact]
    public async Task Names_AreKeptAndRenamed()
    {
        await Ledger.StoreAsync(new ProviderFact.Names(Account, Monday, [new("key", "k1", "batch"), new("project", "k1", "search")]));

        Assert.Equal(1, (await Ledger.StoreAsync(new ProviderFact.Names(Account, Monday, [new("key", "k1", "batch-7")]))).Changed);
        Assert.Equal([new DimensionName("key", "k1", "batch-7"), new("project", "k1", "search")], await Ledger.NamesAsync(Account, default));
    }

    [EngineFact]
    public async Task Limits_AreTheLastList()
    {
        var organization = new ProviderLimit("organization", "spend_limit", Dollars(500), true);
        var alert = new ProviderLimit("organization", "spend_alert", Dollars(100), false);
        await Ledger.StoreAsync(new ProviderFact.Limits(Account, Monday, [organization, alert]));

        Assert.Equal(0, (await Ledger.StoreAsync(new ProviderFact.Limits(Account, Monday, [alert, organization]))).Changed);
        Assert.Equal(1, (await Ledger.StoreAsync(new ProviderFact.Limits(Account, Monday, [organization]))).Changed);
        Assert.Equal([organization], await Ledger.LimitsAsync(Account, default));
    }

    [EngineFact]
    public async Task BlindSpots_AreOneATopicUntilTheyAreTakenBack()
    {
        await Ledger.StoreAsync(new ProviderFact.BlindSpot(Account, Monday, "balance", "The balance needs a management key."));
        await Ledger.StoreAsync(new ProviderFact.BlindSpot(Account, Monday, "routes", "Routes reach back 31 days."));

        Assert.Equal(1, (await Ledger.StoreAsync(new ProviderFact.BlindSpot(Account, Monday, "routes", "Routes reach back 30 days."))).Changed);
        Assert.Equal(["The balance needs a management key.", "Routes reach back 30 days."], await Ledger.BlindSpotsAsync(Account, default));

        await Ledger.StoreAsync(new ProviderFact.BlindSpot(Account, Monday, "balance", ""));

        Assert.Equal(["Routes reach back 30 days."], await Ledger.BlindSpotsAsync(Account, default));
    }

    [EngineFact]
    public async Task Polls_AreTheNewestFirst()
    {
        var good = new PollRun(Account, Monday, Monday.AddSeconds(2), null, null, null, 12);
        var bad = new PollRun(Account, Monday.AddMinutes(1), Monday.AddMinutes(2), ProviderFailure.RateLimited, "429", "Wait.", 0);
        await Ledger.RecordPollAsync(good, default);
        await Ledger.RecordPollAsync(bad, default);

        Assert.Equal([bad, good], await Ledger.PollsAsync(Account, 10, default));
        Assert.Equal([bad], await Ledger.PollsAsync(Account, 1, default));
        Assert.Empty(await Ledger.PollsAsync("nobody", 1, default));
    }

    [EngineFact]
    public async Task Marks_AreStoredWithTheirFact()
    {
        var mark = new DatasetMark(Account, "usage", Monday.AddDays(1), Monday.AddDays(1), null);

        await Ledger.StoreAsync(Answer(Monday.AddDays(1), null, Bucket(Monday, "a", "x", 1)), mark, default);
        await Ledger.StoreAsync(Answer(Monday.AddDays(2), null), mark with { DoneAt = Monday.AddDays(2), CoversUntil = Monday }, default);

        Assert.Equal(mark with { DoneAt = Monday.AddDays(2), CoversUntil = Monday }, (await Ledger.MarksAsync(Account, default))["usage"]);
    }

    [EngineFact]
    public async Task Audit_StandsOrFallsWithTheChange()
    {
        var log = new AuditLog(database.Database);
        var entry = new AuditRow { At = Monday, Actor = "terminal:dana", Channel = "terminal", Action = "owner.set", Subject = "account:a", After = "{}" };
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Database.WriteAsync<int>(
            (db, _) =>
            {
                AuditLog.Append(db, new AuditRow { At = Monday, Actor = "x", Channel = "", Action = "y", Subject = "account:a" });

                throw new InvalidOperationException("The change failed.");
            },
            default));

        await database.Database.WriteAsync(
            (db, _) =>
            {
                AuditLog.Append(db, entry);

                return Task.FromResult(0);
            },
            default);

        Assert.Equal("owner.set", Assert.Single(await log.ReadAsync("account:a", Always, 10, default)).Action);
        Assert.Single(await log.ReadAsync(null, Always, 10, default));
        Assert.Empty(await log.ReadAsync("account:b", Always, 10, default));
    }
}
