using Spendwall.Bot.Sandbox.Scenarios;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Tests.Sandbox;

public sealed class ScenarioTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 17, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Names => [.. ScenarioCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_FromOneSeed_IsTheSameEveryTime(string name)
    {
        var first = ScenarioCatalogue.Plan(name, 5, Start);
        var again = ScenarioCatalogue.Plan(name, 5, Start);

        Assert.Equal(first.OpenRouter.Rows, again.OpenRouter.Rows);
        Assert.Equal(first.OpenAI.Rows, again.OpenAI.Rows);
        Assert.NotEqual(first.OpenRouter.Rows, ScenarioCatalogue.Plan(name, 6, Start).OpenRouter.Rows);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_HasFiveWeeksOfHistoryAndTwoOfFutureWithSeveralCallersAndModels(string name)
    {
        var plan = ScenarioCatalogue.Plan(name, 1, Start);

        Assert.Equal(Start.AddDays(-35), plan.OpenRouter.Start);
        Assert.Equal(Start.AddDays(14), plan.OpenRouter.End);
        Assert.True(plan.OpenRouter is { Callers.Count: >= 3, Models.Count: >= 4 });
        Assert.True(plan.OpenAI is { Callers.Count: >= 3, Models.Count: >= 3 });
        Assert.NotEmpty(plan.Story);
    }

    [Fact]
    public void Plan_Steady_HasARhythmOfTheDayAndTheWeek()
    {
        var series = ScenarioCatalogue.Plan("steady", 1, Start).OpenRouter;
        var usual = series.Rows.Where(row => row.Caller == "checkout-assistant").ToList();

        double At(Func<SpendRow, bool> when) => usual.Where(when).Average(row => (double)row.Amounts.Usd);
        Assert.True(At(row => row.Hour.Hour == 14) > 3 * At(row => row.Hour.Hour == 2));
        Assert.True(At(row => row.Hour.DayOfWeek == DayOfWeek.Wednesday) > 1.1 * At(row => row.Hour.DayOfWeek == DayOfWeek.Sunday));
    }

    [Fact]
    public void Plan_Depletion_FallsBelowThreeDaysSoonAndBelowOneDayWithinTwo()
    {
        var plan = ScenarioCatalogue.Plan("depletion", 1, Start);

        Assert.InRange(NaiveRunway(plan, 0), 73, 95);
        Assert.InRange(NaiveRunway(plan, 7), 20, 71);
        Assert.InRange(NaiveRunway(plan, 24), 0, 27);
    }

    [Fact]
    public void Plan_Depletion_StopsAtZeroAndGoesOnAfterATopUp()
    {
        var plan = ScenarioCatalogue.Plan("depletion", 1, Start);
        var topUp = Assert.Single(plan.OpenRouterOptions.TopUps);
        decimal opening = plan.OpenRouterOptions.OpeningCredits!.Value;

        decimal left = opening - plan.OpenRouter.UsdUntil(topUp.At);
        Assert.InRange(left, 0, opening / 100);
        Assert.Empty(plan.OpenRouter.Between(topUp.At.AddHours(-12), topUp.At));
        Assert.NotEmpty(plan.OpenRouter.Between(topUp.At, topUp.At.AddHours(1)));
        Assert.True(opening + topUp.Usd > plan.OpenRouter.UsdUntil(topUp.At.AddDays(6)));
    }

    [Fact]
    public void Plan_RunawayLoop_MultipliesOneCaller()
    {
        var usual = ScenarioCatalogue.Plan("steady", 1, Start).OpenRouter;
        var loop = ScenarioCatalogue.Plan("runaway-loop", 1, Start).OpenRouter;

        decimal usualHour = Of(usual, "batch-summaries", 5), loopHour = Of(loop, "batch-summaries", 5);
        Assert.InRange(loopHour / usualHour, 24.5m, 25.5m);
        Assert.Equal(Of(usual, "search-rerank", 5), Of(loop, "search-rerank", 5));
        Assert.Equal(Of(usual, "batch-summaries", 20), Of(loop, "batch-summaries", 20));
    }

    [Fact]
    public void Plan_ModelShift_KeepsRequestsAndRaisesUsd()
    {
        var usual = ScenarioCatalogue.Plan("steady", 1, Start).OpenRouter;
        var shift = ScenarioCatalogue.Plan("model-shift", 1, Start).OpenRouter;

        Assert.True(Of(shift, "support-bot", 10) > 3 * Of(usual, "support-bot", 10));
        long Requests(SpendSeries series) => series.Between(Start.AddHours(10), Start.AddHours(11)).Where(slice => slice.Row.Caller == "support-bot").Sum(slice => slice.Amounts.Requests);
        Assert.InRange(Requests(shift), Requests(usual) * 0.8, Requests(usual) * 1.2);
        Assert.DoesNotContain(shift.Rows, row => row.Model.EndsWith("opus-4.5", StringComparison.Ordinal) && row.Hour <= Start.AddHours(2));
    }

    [Fact]
    public void Plan_TopUpAndOutage_HappenAfterTheStart()
    {
        Assert.Equal(Start.AddHours(6), Assert.Single(ScenarioCatalogue.Plan("top-up", 1, Start).OpenRouterOptions.TopUps).At);
        Assert.Equal(Start.AddHours(2), Assert.Single(ScenarioCatalogue.Plan("outage", 1, Start).OpenRouterOptions.Outages).Start);
    }

    [Fact]
    public void Plan_UnknownName_SaysWhatThereIs() =>
        Assert.Contains("depletion", Assert.Throws<ArgumentException>(() => ScenarioCatalogue.Plan("doom", 1, Start)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-11-21T08:00:00Z", "2026-11-17T09:00:00Z")]
    [InlineData("2026-11-17T09:00:00Z", "2026-11-17T09:00:00Z")]
    [InlineData("2026-11-17T08:59:59Z", "2026-11-10T09:00:00Z")]
    [InlineData("2026-11-16T12:00:00Z", "2026-11-10T09:00:00Z")]
    [InlineData("2026-11-21T08:00:00Z", "2026-11-05T09:00:00Z", LaunchScenario.Name)]
    [InlineData("2026-11-05T08:00:00Z", "2026-10-08T09:00:00Z", LaunchScenario.Name)]
    [InlineData("2026-12-31T08:00:00Z", "2026-12-10T09:00:00Z", LaunchScenario.Name)]
    public void UsualStart_IsTheLastTuesdayMorningAndForTheLaunchAThursdayEarlyInAMonth(string now, string start, string scenario = ScenarioCatalogue.Default) =>
        Assert.Equal(DateTimeOffset.Parse(start, null), ScenarioCatalogue.UsualStart(DateTimeOffset.Parse(now, null), scenario));

    [Fact]
    public void Series_EndingNow_StartsTheLiveHoursBeforeItsEnd()
    {
        var now = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

        var plan = SeriesPlan.EndingNow(SandboxData.Days(3), 1, now, TimeSpan.FromHours(24));

        Assert.InRange(plan.OpenRouter.End, now.AddDays(-7), now);
        Assert.Equal(DayOfWeek.Monday, plan.OpenRouter.Start.DayOfWeek);
        Assert.Equal(plan.OpenRouter.End.AddHours(-24), plan.Start);
        // Two days of history and one for the part, and two weeks to come late in: a fast clock runs on while a busy machine is starting.
        Assert.Equal(3 + 14, plan.HistoryDays);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void Series_SettledBy_HasItsLastCostsFinalThen(int liveHours)
    {
        for (int hour = 0; hour < 24 * 8; hour++)
        {
            var start = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero).AddHours(hour);

            var plan = SeriesPlan.SettledBy(SandboxData.Days(3), 1, start, TimeSpan.FromHours(liveHours));

            var settled = plan.OpenAI.End + plan.OpenAIOptions.CostsSettleAfter;
            Assert.InRange(settled, start.AddHours(liveHours).AddDays(-7), start.AddHours(liveHours));
        }
    }

    /// <summary>Hours left at the burn of the last day, as a first look at the balance gives.</summary>
    private static double NaiveRunway(SandboxPlan plan, int hours)
    {
        var now = Start.AddHours(hours);
        decimal balance = plan.OpenRouterOptions.OpeningCredits!.Value - plan.OpenRouter.UsdUntil(now);

        return (double)(balance / ((plan.OpenRouter.UsdUntil(now) - plan.OpenRouter.UsdUntil(now.AddDays(-1))) / 24));
    }

    private static decimal Of(SpendSeries series, string caller, int hour) =>
        series.Between(Start.AddHours(hour), Start.AddHours(hour + 1)).Where(slice => slice.Row.Caller == caller).Sum(slice => slice.Amounts.Usd);
}
