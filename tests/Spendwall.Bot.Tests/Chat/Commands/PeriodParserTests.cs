using FsCheck;
using FsCheck.Fluent;
using Spendwall.Bot.Chat.Commands.Times;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class PeriodParserTests
{
    private static readonly DateTimeOffset Now = ChatTime.At("2026-11-17T12:30:00Z");

    [Theory]
    [InlineData("today", "2026-11-17T00:00Z", "2026-11-17T12:30Z", "2026-11-16T00:00Z", "2026-11-16T12:30Z")]
    [InlineData("yesterday", "2026-11-16T00:00Z", "2026-11-17T00:00Z", "2026-11-15T00:00Z", "2026-11-16T00:00Z")]
    [InlineData("WEEK", "2026-11-16T00:00Z", "2026-11-17T12:30Z", "2026-11-09T00:00Z", "2026-11-10T12:30Z")]
    [InlineData("month", "2026-11-01T00:00Z", "2026-11-17T12:30Z", "2026-10-01T00:00Z", "2026-10-17T12:30Z")]
    [InlineData("7d", "2026-11-11T00:00Z", "2026-11-17T12:30Z", "2026-11-04T00:00Z", "2026-11-10T12:30Z")]
    [InlineData("30d", "2026-10-19T00:00Z", "2026-11-17T12:30Z", "2026-09-19T00:00Z", "2026-10-18T12:30Z")]
    [InlineData("1d", "2026-11-17T00:00Z", "2026-11-17T12:30Z", "2026-11-16T00:00Z", "2026-11-16T12:30Z")]
    [InlineData("2026-11", "2026-11-01T00:00Z", "2026-11-17T12:30Z", "2026-10-01T00:00Z", "2026-10-17T12:30Z")]
    [InlineData("2026-02", "2026-02-01T00:00Z", "2026-03-01T00:00Z", "2026-01-01T00:00Z", "2026-02-01T00:00Z")]
    [InlineData("2026-11-03", "2026-11-03T00:00Z", "2026-11-04T00:00Z", "2026-11-02T00:00Z", "2026-11-03T00:00Z")]
    [InlineData("2026-11-17", "2026-11-17T00:00Z", "2026-11-17T12:30Z", "2026-11-16T00:00Z", "2026-11-16T12:30Z")]
    public void Parse_APeriod_HasItsRangeAndTheSamePartBefore(string word, string start, string end, string beforeStart, string beforeEnd)
    {
        var period = Assert.IsType<PeriodReading.Found>(PeriodParser.Parse(word, Now)).Period;

        Assert.Equal(new(ChatTime.At(start), ChatTime.At(end)), period.Range);
        Assert.Equal(new(ChatTime.At(beforeStart), ChatTime.At(beforeEnd)), period.Before);
    }

    [Fact]
    public void Parse_MonthOnThe31st_ComparesWithTheWholeShorterMonth()
    {
        var period = Assert.IsType<PeriodReading.Found>(PeriodParser.Parse("month", ChatTime.At("2026-03-31T08:00Z"))).Period;

        Assert.Equal(new(ChatTime.At("2026-02-01T00:00Z"), ChatTime.At("2026-03-01T00:00Z")), period.Before);
    }

    [Fact]
    public void Parse_WeekOnMondayMidnight_IsEmptyAndDaysToo()
    {
        var monday = ChatTime.At("2026-11-16T00:00Z");
        var period = Assert.IsType<PeriodReading.Found>(PeriodParser.Parse("week", monday)).Period;

        Assert.Equal(new(monday, monday), period.Range);
        Assert.Equal(new(monday, monday), period.Days);
    }

    [Theory]
    [InlineData("2026-13", "'2026-13' is no date")]
    [InlineData("2026-11-31", "'2026-11-31' is no date")]
    [InlineData("2026-12", "2026-12 lies in the future")]
    [InlineData("0d", "'0d' is no period: from 1d to 3660d")]
    [InlineData("99999d", "'99999d' is no period: from 1d to 3660d")]
    public void Parse_AnImpossiblePeriod_SaysWhy(string word, string reason) =>
        Assert.Equal(new PeriodReading.Impossible(reason), PeriodParser.Parse(word, Now));

    [Theory]
    [InlineData("openai")]
    [InlineData("gpt-4o")]
    [InlineData("d")]
    [InlineData("٣d")]
    public void Parse_AnotherWord_IsOther(string word) => Assert.IsType<PeriodReading.Other>(PeriodParser.Parse(word, Now));

    [Theory]
    [InlineData("4h", "2026-11-17T16:30Z")]
    [InlineData("2d", "2026-11-19T12:30Z")]
    [InlineData("1h30m", "2026-11-17T14:00Z")]
    [InlineData("1w", "2026-11-24T12:30Z")]
    [InlineData("tomorrow", "2026-11-18T00:00Z")]
    [InlineData("fri", "2026-11-20T00:00Z")]
    [InlineData("Tuesday", "2026-11-24T00:00Z")]
    [InlineData("18:00", "2026-11-17T18:00Z")]
    [InlineData("6:00", "2026-11-18T06:00Z")]
    [InlineData("2026-11-21", "2026-11-21T00:00Z")]
    [InlineData("2026-11-21t06:15z", "2026-11-21T06:15Z")]
    public void Next_ATime_IsTheNextOne(string text, string expected) => Assert.Equal(ChatTime.At(expected), WhenParser.Next(text, Now));

    [Theory]
    [InlineData("3d", "2026-11-14T12:30Z")]
    [InlineData("3d ago", "2026-11-14T12:30Z")]
    [InlineData("yesterday", "2026-11-16T00:00Z")]
    [InlineData("fri", "2026-11-13T00:00Z")]
    [InlineData("18:00", "2026-11-16T18:00Z")]
    public void Last_ATime_IsTheLatestOne(string text, string expected) => Assert.Equal(ChatTime.At(expected), WhenParser.Last(text, Now));

    [Theory]
    [InlineData("")]
    [InlineData("fr")]
    [InlineData("soon")]
    [InlineData("0h")]
    [InlineData("9999999m9999999m")]
    [InlineData("999999h")]
    [InlineData("2026-02-30")]
    public void Next_NoTime_IsNull(string text) => Assert.Null(WhenParser.Next(text, Now));

    [Fact]
    public void Parse_AnyText_NeverThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            Assert.NotNull(PeriodParser.Parse(text.Get, Now));
            _ = (WhenParser.Next(text.Get, Now), WhenParser.Last(text.Get, Now));
        }).QuickCheckThrowOnFailure();
}
