using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Tests.Sandbox;

public sealed class SpendSeriesTests
{
    [Fact]
    public void Split_OfAnAmount_AddsUpExactlyWithTheRemainderOnTheOutput()
    {
        var amounts = Amounts.Split(3, 100, 50, 0.000000001m);

        Assert.Equal(0m, amounts.InputUsd);
        Assert.Equal(0.000000001m, amounts.OutputUsd);
        Assert.Equal(0.000000001m, amounts.Usd);
    }

    [Fact]
    public void Split_WithoutOutputTokens_PutsAllOnTheInput()
    {
        var amounts = Amounts.Split(3, 100, 0, 1.23m);

        Assert.Equal((1.23m, 0m), (amounts.InputUsd, amounts.OutputUsd));
    }

    [Fact]
    public void Split_WithoutTokens_PutsAllOnTheOutput() => Assert.Equal(5m, Amounts.Split(1, 0, 0, 5m).OutputUsd);

    [Fact]
    public void Between_AdjoiningSpans_AddUpToTheWholeExactly()
    {
        var series = SandboxData.Days(2);
        var cuts = Enumerable.Range(0, 400).Select(step => SandboxData.Start.AddMinutes(step * 7.3)).Append(series.End).ToList();

        var parts = cuts.Zip(cuts.Skip(1)).Where(span => span.First < span.Second).SelectMany(span => series.Between(span.First, span.Second)).ToList();

        Assert.Equal(series.Usd, parts.Sum(part => part.Amounts.Usd));
        Assert.Equal(series.Rows.Sum(row => row.Amounts.Requests), parts.Sum(part => part.Amounts.Requests));
        Assert.Equal(series.Rows.Sum(row => row.Amounts.InputTokens), parts.Sum(part => part.Amounts.InputTokens));
    }

    [Fact]
    public void Between_HalfOfAnHour_IsHalfOfItsAmounts()
    {
        var series = SandboxData.FromCsv("2026-11-02T00:00:00Z,app1,m,10,100,40,1");

        var half = Assert.Single(series.Between(SandboxData.Start, SandboxData.Start.AddMinutes(30))).Amounts;

        Assert.Equal((5, 50, 20, 0.5m), (half.Requests, half.InputTokens, half.OutputTokens, half.Usd));
    }

    [Fact]
    public void Between_ASpanThatEndsBeforeItBegins_IsEmpty() =>
        Assert.Empty(SandboxData.Days(1).Between(SandboxData.Start.AddMinutes(90), SandboxData.Start.AddMinutes(70)));

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(90, 1.5)]
    [InlineData(120, 2)]
    [InlineData(6000, 2)]
    public void UsdUntil_AnInstant_CountsTheHoursBeforeIt(int minutes, double usd)
    {
        var series = SandboxData.FromCsv("2026-11-02T00:00:00Z,app1,m,1,1,1,1", "2026-11-02T01:00:00Z,app1,m,1,1,1,1");

        Assert.Equal((decimal)usd, series.UsdUntil(SandboxData.Start.AddMinutes(minutes)));
    }

    [Fact]
    public void UsdUntil_MatchesTheSumOfSlices()
    {
        var series = SandboxData.Days(3);
        var instant = SandboxData.Start.AddHours(37.25);

        Assert.Equal(series.Between(series.Start, instant).Sum(slice => slice.Amounts.Usd), series.UsdUntil(instant));
    }

    [Fact]
    public void EndBy_AnInstant_ShiftsByWholeWeeksAndEndsLessThanAWeekBefore()
    {
        var series = SandboxData.Days(3);
        var limit = new DateTimeOffset(2027, 3, 10, 12, 0, 0, TimeSpan.Zero);

        var shifted = SeriesShift.EndBy(series, limit);

        Assert.Equal(0, (shifted.Start - series.Start).Ticks % TimeSpan.FromDays(7).Ticks);
        Assert.InRange(limit - shifted.End, TimeSpan.Zero, TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        Assert.Equal(series.Usd, shifted.Usd);
    }

    [Fact]
    public void EndBy_ASeriesFromTheFuture_ShiftsBackwards()
    {
        var shifted = SeriesShift.EndBy(SandboxData.Days(3), SandboxData.Start.AddDays(-30));

        Assert.InRange(shifted.End, SandboxData.Start.AddDays(-37), SandboxData.Start.AddDays(-30));
    }

    [Fact]
    public void Routes_Split_AddsUpExactly()
    {
        foreach (var slice in SandboxData.Days(2).Between(SandboxData.Start, SandboxData.Start.AddHours(31.7)))
        {
            var parts = Routes.Split(slice).ToList();

            Assert.Equal(slice.Amounts, parts.Aggregate(default(Amounts), (sum, part) => sum + part.Amounts));
            Assert.True(parts.Count > 1);
        }
    }

    [Fact]
    public void Callers_OfOneSeed_HaveTheSameIdsAgainAndOthersWithAnotherSeed()
    {
        var series = SandboxData.Days(1);
        var caller = new CallerBook(series, 7)["app1"];

        Assert.Equal(caller, new CallerBook(series, 7)["app1"]);
        Assert.NotEqual(caller, new CallerBook(series, 8)["app1"]);
        Assert.Matches("^sk-or-v1-[0-9a-f]{64}$", caller.OpenRouterKey);
        Assert.Matches("^[0-9a-f]{64}$", caller.KeyHash);
        Assert.StartsWith("proj_", caller.ProjectId, StringComparison.Ordinal);
        Assert.StartsWith("key_", caller.ApiKeyId, StringComparison.Ordinal);
    }
}
