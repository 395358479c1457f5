using NSubstitute;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Reconciliation;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Tests.Alerts.Summary;

public sealed class RecordFindingsTests
{
    private static readonly UtcRange Week = new(new DateTimeOffset(2026, 11, 9, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 16, 0, 0, 0, TimeSpan.Zero));

    private static readonly AccountOptions[] Accounts = [Outlooks.Account, Outlooks.Metered];

    [Fact]
    public async Task Waste_NoRecords_IsUnknownAndNotToldAsZero()
    {
        await using var world = await AlertWorld.CreateAsync(Options());

        Assert.Null(await world.NewFindings(world.Ledger).WasteAsync(Accounts, Week, Outlooks.Now, default));
        Assert.DoesNotContain(Lines(Summary()), static line => line.Contains("need not have been", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Waste_FailedButChargedOfTwoAccounts_IsOneLine()
    {
        await using var world = await AlertWorld.CreateAsync(Options());
        var store = new RequestStore(world.Database.Database);
        await store.StoreAsync([.. Accounts.SelectMany(static account => new[] { Record(account, "a", 500, 4), Record(account, "b", 200, 9) })], default);

        var waste = await world.NewFindings(world.Ledger).WasteAsync(Accounts, Week, Outlooks.Now, default);

        Assert.Equal(new WasteWeek(Usd.FromDollars(8), 2), waste);
        Assert.Contains("$8.00 went into 2 requests that need not have been: /waste shows who can mend it", Lines(Summary() with { Waste = waste }));
        Assert.DoesNotContain(Lines(Summary() with { Waste = new(Usd.Zero, 0) }), static line => line.Contains("need not have been", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(100, 4.9, 0, null)]
    [InlineData(100, 12, 0, "openrouter-main: $12.00 of $100.00 that left the balance is not explained (12 %): /reconcile openrouter-main")]
    [InlineData(100, -12, 0, "openrouter-main: records tell of $12.00 more than the $100.00 that left the balance (12 %): /reconcile openrouter-main")]
    [InlineData(2, 0.9, 0, null)]
    [InlineData(0, 12, 0, null)]
    [InlineData(100, 12, -14, null)]
    [InlineData(100, 12, 7, null)]
    public async Task Unexplained_OverTheBoundInTheWeek_IsALine(double moved, double unexplained, int daysOff, string? line)
    {
        await using var world = await AlertWorld.CreateAsync(Options());
        var result = new ReconcileResult(Week.Start.AddDays(daysOff), Week.End.AddDays(daysOff), Usd.FromEstimate(moved), Usd.FromEstimate(unexplained));
        await new ProviderRecordStore(world.Database.Database).KeepAsync(Outlooks.Account.Name, result, default);

        var lines = await world.NewFindings(world.Ledger).UnexplainedAsync(Accounts, Week, default);

        Assert.Equal(line is null ? [] : [line], lines);
        Assert.Equal(line is not null, Lines(Summary() with { Unexplained = lines }).Any(static text => text.Contains("/reconcile", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Unexplained_OfABill_SpeaksOfTheBill()
    {
        await using var world = await AlertWorld.CreateAsync(Options());
        world.Outlooks.ReadAsync(null!, default, default).ReturnsForAnyArgs(static call => Outlooks.Of(call.Arg<AccountOptions>()));
        await new ProviderRecordStore(world.Database.Database).KeepAsync(Outlooks.Metered.Name, new(Week.Start, Week.End, Usd.FromDollars(50), Usd.FromDollars(25)), default);

        string line = Assert.Single((await world.Summaries.ReadAsync(Week, null, Outlooks.Now, default)).Unexplained);

        Assert.Equal("openai-acme: $25.00 of $50.00 billed is not explained (50 %): /reconcile openai-acme", line);
    }

    private static SpendwallOptions Options() => new() { Accounts = Accounts };

    private static WeeklySummary Summary() => new() { Start = Week.Start, End = Week.End, At = Outlooks.Now, Incidents = new(0, 0, 0, null) };

    private static IEnumerable<string> Lines(WeeklySummary week) => SummaryMessage.Of(week).Blocks.OfType<ChatBlock.Line>().Select(static block => block.Text);

    private static RequestRecord Record(AccountOptions account, string id, int status, decimal usd) => new()
    {
        Account = account.Name,
        Id = id,
        Time = Week.Start.AddDays(2),
        Status = status,
        InputTokens = 100,
        OutputTokens = 100,
        Cost = Usd.FromDollars(usd),
        SeenAt = Week.End,
    };
}
