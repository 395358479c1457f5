using FsCheck;
using FsCheck.Fluent;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands.Spending;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Chat;

public sealed class WordingTests
{
    [Theory]
    [InlineData("00:00:20", "under a minute")]
    [InlineData("00:42:10", "42 min")]
    [InlineData("01:00:00", "1 h")]
    [InlineData("1.07:00:00", "31 h")]
    [InlineData("-1.07:00:00", "31 h")]
    [InlineData("1.23:59:00", "48 h")]
    [InlineData("3.04:20:00", "3 d 4 h")]
    [InlineData("2.23:59:00", "3 d")]
    [InlineData("23.07:00:00", "23 d")]
    public void Duration_ASpan_HasTwoFiguresAtMost(string span, string expected) =>
        Assert.Equal(expected, Wording.Duration(TimeSpan.Parse(span, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Instant_BeforeAndAfterNow_SaysHowFar()
    {
        var now = ChatTime.At("2026-11-19T23:00Z");

        Assert.Equal("2026-11-21 06:00 UTC (in 31 h)", Wording.Instant(ChatTime.At("2026-11-21T06:00Z"), now));
        Assert.Equal("2026-11-19 22:56 UTC (4 min ago)", Wording.Instant(now.AddMinutes(-4), now));
    }

    [Theory]
    [InlineData(100, 141.2, "+$41.20 (+41 %)")]
    [InlineData(100, 97, "-$3.00 (-3 %)")]
    [InlineData(0, 5, "+$5.00")]
    [InlineData(5, 5, "±$0.00 (0 %)")]
    public void Change_FromTo_IsSignedInBoth(double from, double to, string expected) =>
        Assert.Equal(expected, Wording.Change(Usd.FromEstimate(from), Usd.FromEstimate(to)));

    [Theory]
    [InlineData(null, "unknown")]
    [InlineData(0L, "0")]
    [InlineData(99_999L, "99,999")]
    [InlineData(123_456L, "123k")]
    [InlineData(12_345_678L, "12.3M")]
    [InlineData(2_970_000L, "2.97M")]
    [InlineData(12_345_678_901L, "12.3G")]
    public void Compact_ACount_FitsAColumn(long? count, string expected) => Assert.Equal(expected, Wording.Compact(count));

    [Fact]
    public void Clean_AnyText_HasNoControlCharactersAndStaysClean() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            string clean = ForeignText.Clean(text.Get + "\x1b[31m");
            Assert.DoesNotContain(clean, char.IsControl);
            Assert.Equal(clean, ForeignText.Clean(clean));
            Assert.True(ForeignText.Excerpt(text.Get, 10).Length <= 10);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-11-17T12:30Z", null, "2026-11-16T00:00Z")]
    [InlineData("2026-11-17T00:00Z", null, "2026-11-16T00:00Z")]
    [InlineData("2026-11-17T12:30Z", "2026-11-17T00:00Z", "2026-11-16T00:00Z")]
    [InlineData("2026-11-17T12:30Z", "2026-11-14T06:00Z", "2026-11-14T00:00Z")]
    [InlineData("2026-11-17T12:30Z", "2026-10-01T00:00Z", "2026-11-10T00:00Z")]
    public void OpenDays_BeginWhereTheBillCanStillGrow(string now, string? billedUntil, string expected)
    {
        var days = new UtcRange(ChatTime.At("2026-11-10T00:00Z"), ChatTime.At("2026-11-18T00:00Z"));

        Assert.Equal(new UtcRange(ChatTime.At(expected), days.End), OpenDays.Of(days, ChatTime.At(now), billedUntil is null ? null : ChatTime.At(billedUntil)));
    }

    [Fact]
    public void OpenDays_ASettledRange_HasNone() =>
        Assert.Null(OpenDays.Of(new(ChatTime.At("2026-11-01T00:00Z"), ChatTime.At("2026-11-10T00:00Z")), ChatBench.Now, ChatTime.At("2026-11-16T00:00Z")));

    [Fact]
    public void EstimateRemainder_AnyDay_AddsUpToWhatTheEstimateHasOver() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(uint, uint)[]>(), pairs =>
        {
            var billed = pairs.Select((pair, at) => (new UsageSeries { Model = $"m{at % 3}" }, new Usd(pair.Item1))).ToList();
            var estimated = pairs.Select((pair, at) => (new UsageSeries { Model = $"m{at % 5}" }, new Usd(pair.Item2))).ToList();
            long over = Math.Max(0, estimated.Sum(row => row.Item2.Nanos) - billed.Sum(row => row.Item2.Nanos));

            var parts = EstimateRemainder.Of(billed, estimated);

            Assert.Equal(over, parts.Sum(part => part.Estimated.Nanos));
            Assert.All(parts, part => Assert.True(part.Estimated.Nanos >= 0));
        }).QuickCheckThrowOnFailure();
}
