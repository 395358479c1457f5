using System.Text.Json;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Tests.Sandbox;

namespace Spendwall.Bot.Tests.Host;

/// <summary>One round through everything: HTTP, ledger, outlook, incident, outbox, terminal.</summary>
public sealed class RoundTests
{
    [Fact]
    public async Task Poll_FirstRoundWithCreditsForTwoDays_BecomesRowsOneIncidentOneMentionAndOneMessage()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 40);

        var ran = await world.RunAsync("poll", "--json");

        Assert.True(ran.Code == 0, ran.Error);
        var accounts = ran.Json.EnumerateArray().ToList();
        Assert.Equal([HostWorld.Router, HostWorld.Meter], accounts.Select(account => account.GetProperty("account").GetString()));
        Assert.All(accounts, account =>
        {
            Assert.True(account.GetProperty("ok").GetBoolean());
            Assert.Equal(JsonValueKind.Null, account.GetProperty("kind").ValueKind);
            Assert.InRange(account.GetProperty("rows").GetInt32(), 300, 10_000);
            Assert.EndsWith("Z", account.GetProperty("observed_at").GetString(), StringComparison.Ordinal);
            Assert.InRange(account.GetProperty("covers_until").GetDateTimeOffset(), HostWorld.Now.AddHours(-40), HostWorld.Now.AddMinutes(10));
        });
        Assert.Equal(1, ran.Posts);
        Assert.Equal(1, Ran.Count(ran.Error, "To @dana"));
        Assert.Contains("openrouter-main", ran.Error, StringComparison.Ordinal);

        await using var reader = await world.ReadAsync();
        var sum = await reader.Ledger.SumAsync(HostWorld.Router, UsageView.KeyModel, Everything, SeriesFilter.All, CancellationToken.None);
        var truth = SandboxData.Days(14);
        Assert.InRange(sum.Cost!.Value.Dollars, truth.UsdUntil(HostWorld.Now), truth.UsdUntil(world.Clock.GetUtcNow()));
        var incident = Assert.Single(await reader.IncidentsAsync(CancellationToken.None));
        Assert.Equal((IncidentState.Open, "low_credit"), (incident.State, incident.Kind));
        var delivery = Assert.Single(await reader.DeliveriesAsync(CancellationToken.None));
        Assert.Equal((DeliveryState.Sent, DeliveryKind.Root, true, "terminal"), (delivery.State, delivery.Kind, delivery.Mention, delivery.Channel));
    }

    [Fact]
    public async Task Poll_AgainAtOnce_TellsNothingTwice()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 40);
        await world.RunAsync("poll");

        var again = await world.RunAsync("poll");

        Assert.Equal(0, again.Code);
        Assert.Equal(0, again.Posts);
        Assert.DoesNotContain("@dana", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poll_AsText_IsOneLineForEachAccount()
    {
        await using var world = await HostWorld.StartAsync();

        var ran = await world.RunAsync("poll");

        string[] lines = ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("openrouter-main: ok, ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("openai-acme: ok, ", lines[1], StringComparison.Ordinal);
    }

    /// <summary>Nine hundred dollars were spent before the bot came: four thresholds of the month lie behind.</summary>
    [Fact]
    public async Task Poll_BackfilledMonthOverItsBudget_TellsTheMostSevereOfTodayOnly()
    {
        await using var world = await HostWorld.StartAsync();
        world.WriteSettings(HostWorld.Meter, account => account["MonthlyBudget"] = 500);

        var ran = await world.RunAsync("poll");

        Assert.Equal(0, ran.Code);
        Assert.Equal(1, ran.Posts);
        Assert.Equal(1, Ran.Count(ran.Error, "To @dana"));
        await using var reader = await world.ReadAsync();
        Assert.Single(await reader.DeliveriesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Poll_WithPlentyOfCredit_SaysNothing()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 24 * 60);

        var ran = await world.RunAsync("poll");

        Assert.Equal(0, ran.Code);
        Assert.DoesNotContain("@dana", ran.Error, StringComparison.Ordinal);
        await using var reader = await world.ReadAsync();
        Assert.Empty(await reader.IncidentsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Poll_AfterATopUp_ResolvesTheIncidentAndSaysSoOnce()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 40);
        await world.RunAsync("poll");
        world.OpenRouter.TopUp(20_000);
        world.Steps.Advance(TimeSpan.FromMinutes(30));

        var ran = await world.RunAsync("poll");

        Assert.Equal(1, Ran.Count(ran.Error, "Recovered after"));
        await using var reader = await world.ReadAsync();
        Assert.Equal(IncidentState.Resolved, Assert.Single(await reader.IncidentsAsync(CancellationToken.None)).State);
        var lot = Assert.Single(await reader.Ledger.LotsAsync(HostWorld.Router, CancellationToken.None));
        Assert.Equal(Usd.FromDollars(20_000), lot.Amount);
    }

    private static UtcRange Everything => new(HostWorld.Now.AddDays(-60), HostWorld.Now.AddDays(60));
}
