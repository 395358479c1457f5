using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Money;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Support;
using Spendwall.Bot.Tests.Support.Engines;
using static Spendwall.Bot.Tests.Ledger.Facts;

namespace Spendwall.Bot.Tests.Ledger;

public class BalanceTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    private SpendLedger Ledger => database.Ledger;

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [EngineFact]
    public async Task Balance_IsTheNewestAtOrBeforeTheInstant()
    {
        await ReadAsync(0, 100, 10);
        await ReadAsync(60, 100, 12);

        Assert.Null(await Ledger.BalanceAsync(Account, Monday.AddMinutes(-1), default));
        Assert.Equal(Dollars(90), (await Ledger.BalanceAsync(Account, Monday.AddMinutes(59), default))!.Balance);
        Assert.Equal(Reading(60, 100, 12), await Ledger.BalanceAsync(Account, Monday.AddMinutes(60), default));
    }

    [EngineFact]
    public async Task Readings_WithoutAChange_AreThinnedToTheEndsOfTheRun()
    {
        foreach (int minute in new[] { 0, 1, 2, 3 })
        {
            await ReadAsync(minute, 100, 10);
        }

        await ReadAsync(4, 100, 11);
        await ReadAsync(5, 100, 11);

        var all = await Ledger.BalancesAsync(Account, Always, default);
        Assert.Equal([0, 3, 4, 5], all.Select(reading => (reading.ObservedAt - Monday).TotalMinutes));
    }

    [EngineFact]
    public async Task Readings_TwiceOrOutOfOrder_ChangeNothing()
    {
        await ReadAsync(0, 100, 10);
        await ReadAsync(2, 100, 10);

        Assert.Equal(0, await ReadAsync(2, 100, 10));
        Assert.Equal(0, await ReadAsync(1, 100, 10));
        Assert.Equal(2, (await Ledger.BalancesAsync(Account, Always, default)).Count);
    }

    [EngineFact]
    public async Task FirstReading_IsNoMovement()
    {
        Assert.Equal(1, await ReadAsync(0, 100, 10));

        Assert.Empty(await Ledger.LotsAsync(Account, default));
    }

    [EngineFact]
    public async Task ChangesOfTheCredits_ArePurchasesRefundsAndCorrections()
    {
        await ReadAsync(0, 100, 10);
        await ReadAsync(60, 150, 11);
        await ReadAsync(120, 100, 12);
        await ReadAsync(180, 93, 13);
        await ReadAsync(240, 93.009m, 14);
        await ReadAsync(300, 93.009m, 15);

        Assert.Equal(
            [(Dollars(50), LotKind.Purchase, 60d), (Dollars(-50), LotKind.Refund, 120d), (Dollars(-6.991m), LotKind.Correction, 180d)],
            (await Ledger.LotsAsync(Account, default)).Select(lot => (lot.Amount, lot.Kind, (lot.BoughtAt - Monday).TotalMinutes)));
        Assert.All(await Ledger.LotsAsync(Account, default), lot => Assert.Equal("observed", lot.Source));
    }

    [EngineFact]
    public async Task StaleAnswerAfterATopUp_IsNoRefundAndNoSecondPurchase()
    {
        await ReadAsync(0, 100, 10);
        await ReadAsync(1, 150, 11);
        await ReadAsync(2, 100, 10);
        await ReadAsync(3, 150, 12);
        await ReadAsync(4, 150, 13);

        var lot = Assert.Single(await Ledger.LotsAsync(Account, default));
        Assert.Equal((Dollars(50), LotKind.Purchase), (lot.Amount, lot.Kind));
    }

    [EngineFact]
    public async Task Fall_CountsOnceItHasStayed()
    {
        await ReadAsync(0, 100, 10);
        await ReadAsync(1, 60, 11);
        await ReadAsync(2, 60, 12);
        Assert.Empty(await Ledger.LotsAsync(Account, default));

        await ReadAsync(3, 60, 13);
        await ReadAsync(4, 60, 14);

        var lot = Assert.Single(await Ledger.LotsAsync(Account, default));
        Assert.Equal((Dollars(-40), LotKind.Correction, Monday.AddMinutes(1)), (lot.Amount, lot.Kind, lot.BoughtAt));
    }

    [EngineFact]
    public async Task Purchase_IsSeenOnceHoweverOftenItIsRead()
    {
        await ReadAsync(0, 100, 10);
        await ReadAsync(60, 150, 11);
        await ReadAsync(60, 150, 11);
        await ReadAsync(0, 100, 10);
        await ReadAsync(61, 150, 11);

        Assert.Single(await Ledger.LotsAsync(Account, default));
    }

    [EngineFact]
    public async Task TypedLots_AreKeptWithTheirDates()
    {
        var typed = new CreditLot(0, Account, Dollars(25), Monday.AddDays(-10), Monday.AddDays(355), "anything", LotKind.Purchase);

        var audit = new AuditEntry("terminal:dana", "terminal", "credits.add", "account:a", null, "{}").At(Monday);

        var stored = await Ledger.AddLotAsync(typed, audit, default);
        Assert.Single(await new AuditLog(database.Database).ReadAsync("account:a", new UtcRange(Monday, Monday.AddDays(1)), 10, default));

        Assert.Equal(typed with { Id = stored.Id, Source = "typed" }, stored);
        Assert.NotEqual(0, stored.Id);
        Assert.Equal([stored], await Ledger.LotsAsync(Account, default));
    }

    private static BalanceReading Reading(int minute, decimal credits, decimal usage) => new(Account, Monday.AddMinutes(minute), Dollars(credits), Dollars(usage));

    private async Task<int> ReadAsync(int minute, decimal credits, decimal usage) =>
        (await Ledger.StoreAsync(new ProviderFact.Balance(Reading(minute, credits, usage)))).Changed;
}
