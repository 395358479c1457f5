using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Promises;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Grading;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Alerts.Promises;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class ForecastCommandTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Score_NothingPromised_IsUnknownAndNotZero()
    {
        await using var world = await CommandWorld.CreateAsync();

        var data = (await world.AskAsync("/forecast score"))["data"]!;

        Assert.Equal(["few", "since", "runway", "caps", "period_end", "alerts", "alarms"], data.AsObject().Select(static pair => pair.Key));
        Assert.Equal(
            ["promises", "trials", "coverage", "below_p10", "by_p50", "by_p90", "median_error", "bias", "topped_up", "open", "void", "pinball_h"],
            data["runway"]!.AsObject().Select(static pair => pair.Key));
        Assert.Equal((5, 0, null, null, null), ((int)data["few"]!, (int)data["runway"]!["promises"]!, data["runway"]!["coverage"], data["runway"]!["pinball_h"], data["since"]));
        Assert.Null(data["alerts"]!["in_time"]);
        Assert.Equal("Forecasts: nothing was promised yet", (await world.MessageAsync("/forecast")).Title);
    }

    /// <summary>Ten promises of 16, 24 and 36 hours, of which eight came in between, one early and one has outlasted.</summary>
    [Fact]
    public async Task Score_DecidedRunways_AreGradedInHours()
    {
        await using var world = await CommandWorld.CreateAsync();
        await AddAsync(world, [.. Enumerable.Range(0, 10).Select(static at => Decided(at, at switch { 0 => 10, 1 => 36, _ => 20 + at }) with
        {
            State = at == 1 ? PromiseState.Outlasted : PromiseState.Known,
            ToppedUpAt = at == 2 ? Start.AddDays(2).AddHours(1) : null,
        })]);
        await AddAsync(world, [Decided(12, 20) with { State = PromiseState.Open, DecidedAt = null }, Decided(13, 20) with { State = PromiseState.Void, Why = "Credits were taken back." }]);

        var runway = (await world.AskAsync("/forecast score openrouter"))["data"]!["runway"]!;

        Assert.Equal((10, 0.8, 0.1, 0.9), ((int)runway["promises"]!, (double)runway["coverage"]!, (double)runway["below_p10"]!, (double)runway["by_p90"]!));
        Assert.Equal((1, 1, 1), ((int)runway["topped_up"]!, (int)runway["open"]!, (int)runway["void"]!));
        Assert.InRange((double)runway["pinball_h"]!, 0.5, 3);
        Assert.StartsWith("Forecasts of account:openrouter-main: runway inside its band 80 % of the time (80 % promised), half within ", (await world.MessageAsync("/forecast score openrouter")).Title, StringComparison.Ordinal);
        Assert.Equal(0, (int)(await world.AskAsync("/forecast score openai"))["data"]!["runway"]!["promises"]!);
    }

    [Fact]
    public async Task Score_FewTrials_SaysHowManyInsteadOfAShare()
    {
        await using var world = await CommandWorld.CreateAsync();
        await AddAsync(world, [.. Enumerable.Range(0, 4).Select(static at => Decided(at, 20))]);

        Assert.Equal("Forecasts: runway too few to tell (4 trials)", (await world.MessageAsync("/forecast score")).Title);
        Assert.Null((await world.AskAsync("/forecast score"))["data"]!["runway"]!["coverage"]);
    }

    /// <summary>Three caps were filled up again as told, one was used up in its band and one at once.</summary>
    [Fact]
    public async Task Score_Caps_HoldWhenTheyLastToAResetThatWasTold()
    {
        await using var world = await CommandWorld.CreateAsync();
        await AddAsync(world, [.. Enumerable.Range(0, 5).Select(static at => Decided(at, at == 0 ? 1 : 20) with
        {
            Kind = PromiseKind.Cap,
            AtP50 = null,
            AtP90 = null,
            State = at < 2 ? PromiseState.Known : PromiseState.Refilled,
        })]);

        var caps = (await world.AskAsync("/forecast score"))["data"]!["caps"]!;

        Assert.Equal((5, 0.8, 0.2, null), ((int)caps["promises"]!, (double)caps["coverage"]!, (double)caps["below_p10"]!, caps["by_p50"]));
    }

    [Fact]
    public async Task Score_Period_CountsWhatWasDecidedInIt()
    {
        await using var world = await CommandWorld.CreateAsync();
        await AddAsync(world, [.. Enumerable.Range(0, 8).Select(static at => Decided(at, 20))]);

        var answer = await world.AskAsync("/forecast score 2026-11-03");

        Assert.Equal(1, (int)answer["data"]!["runway"]!["promises"]!);
        Assert.Equal("2026-11-03T00:00:00Z", (string?)answer["period"]!["start"]);
    }

    /// <summary>A month is decided as it ends: October's promises are in October's grade.</summary>
    [Fact]
    public async Task Score_Month_HasThePromisesOfItsOwnEnd()
    {
        await using var world = await CommandWorld.CreateAsync();
        await AddAsync(world, [PromiseWorld.Month(Outlooks.Metered) with { PeriodStart = Start.AddMonths(-1), PeriodEnd = Start, MadeAt = Start.AddDays(-9), State = PromiseState.Known, DecidedAt = Start, Actual = Usd.FromDollars(900) }]);

        Assert.Equal(1, (int)(await world.AskAsync("/forecast score 2026-10"))["data"]!["period_end"]!["promises"]!);
        Assert.Equal(0, (int)(await world.AskAsync("/forecast score 2026-11"))["data"]!["period_end"]!["promises"]!);
    }

    /// <summary>Alerts chose their hour: they tell whether they came in time, and stay out of the band's grade.</summary>
    [Fact]
    public async Task Score_Alerts_AreHeldToTheLeadTimeAlone()
    {
        await using var world = await CommandWorld.CreateAsync();
        await AddAsync(world, [.. Enumerable.Range(0, 5).Select(static at => Decided(at, at == 0 ? 12 : 23.5) with
        {
            Alert = $"INC-{at}",
            Level = AlertLevel.Critical,
            LeadUntil = Start.AddDays(at + 1),
        })]);

        var data = (await world.AskAsync("/forecast score"))["data"]!;

        Assert.Equal((0, 5, 0.8), ((int)data["runway"]!["promises"]!, (int)data["alerts"]!["decided"]!, (double)data["alerts"]!["in_time"]!));
    }

    [Fact]
    public async Task Score_InTheWeeklySummary_IsOneLineOnceSomethingIsDecided()
    {
        await using var world = await CommandWorld.CreateAsync(new SpendwallOptions { Accounts = [Outlooks.Account] });
        Assert.DoesNotContain(Lines(await world.MessageAsync("/summary")), static line => line.StartsWith("Forecast grade", StringComparison.Ordinal));

        await AddAsync(world, [.. Enumerable.Range(0, 6).Select(static at => Decided(at, 20))]);

        Assert.Contains("Forecast grade: runway inside its band 100 % of the time (80 % promised), half within 20 %", Lines(await world.MessageAsync("/summary")));
        Assert.Equal(1, (double)(await world.AskAsync("/summary now"))["data"]!["forecast"]!["runway"]!["coverage"]!);
    }

    /// <summary>What is posted went through the outbox as JSON.</summary>
    [Fact]
    public void Score_InAPostedSummary_ComesOutAsItWentIn()
    {
        var told = new ForecastGrade(41, 9) { Coverage = 0.78, BelowP10 = 0.12, ByP50 = 0.46, ByP90 = 0.9, MedianError = 0.28, Bias = -0.04, Pinball = 6.2 };
        var score = new ForecastScore(new(told, 30, 12, 1), new(new(0, 0), 0, 0, 0), new(new(60, 3), 0, 20, 0), new(6) { InTime = 0.83, TooEarly = 0.33 }, [new("anomaly", 12, 4, 3)], Start);
        var week = new WeeklySummary { Start = Start, End = Start.AddDays(7), At = Start.AddDays(7), Incidents = new(0, 0, 0, null), Grade = score };

        var read = Assert.IsType<AlertPost.Summary>(AlertJson.ReadPost(AlertJson.Write(new AlertPost.Summary(week)))).Week.Grade!;

        Assert.Equal(score with { Alarms = [] }, read with { Alarms = [] });
        Assert.Equal(score.Alarms, read.Alarms);
    }

    [Theory]
    [InlineData("/forecast guess", "usage")]
    [InlineData("/forecast score 2026-13", "usage")]
    [InlineData("/forecast score week month", "usage")]
    [InlineData("/forecast score nobody-knows-this", "unknown")]
    public async Task Score_WhatIsNoQuestion_IsRefused(string line, string kind)
    {
        await using var world = await CommandWorld.CreateAsync();

        Assert.Equal(kind, await world.KindOfRefusalAsync(line));
    }

    private static IEnumerable<string> Lines(ChatMessage message) => message.Blocks.OfType<ChatBlock.Line>().Select(static line => line.Text);

    private static Promise Decided(int day, double hours) => PromiseWorld.Exhaustion($"day {day}") with
    {
        MadeAt = Start.AddDays(day),
        AtP10 = Start.AddDays(day).AddHours(16),
        AtP50 = Start.AddDays(day).AddHours(24),
        AtP90 = Start.AddDays(day).AddHours(36),
        State = PromiseState.Known,
        DecidedAt = Start.AddDays(day).AddHours(hours),
    };

    private static async Task AddAsync(CommandWorld world, params Promise[] promises)
    {
        await using var db = world.Alerts.Database.CreateDbContext();
        db.AddRange(promises);
        await db.SaveChangesAsync();
    }
}
