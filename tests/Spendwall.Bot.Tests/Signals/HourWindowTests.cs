using Spendwall.Bot.Signals;
using static Spendwall.Bot.Tests.Signals.Histories;

namespace Spendwall.Bot.Tests.Signals;

public sealed class HourWindowTests
{
    [Fact]
    public void Add_MoreThanItsReach_KeepsTheNewest()
    {
        var window = new HourWindow(TimeSpan.FromHours(10));

        for (int hour = 0; hour < 35; hour++)
        {
            window.Add(Monday.AddHours(hour), hour);
        }

        var history = window.Until(Monday.AddHours(35));
        Assert.Equal(Monday.AddHours(25), history.Start);
        Assert.Equal([25, 26, 27, 28, 29, 30, 31, 32, 33, 34], history.Hours.ToArray());
    }

    [Fact]
    public void Add_AfterAGap_LeavesItUnknown()
    {
        var window = new HourWindow(TimeSpan.FromHours(10));

        window.Add(Monday, 1);
        window.Add(Monday.AddHours(3), 2);

        Assert.Equal([1, double.NaN, double.NaN, 2], window.Until(Monday.AddHours(4)).Hours.ToArray());
    }

    [Fact]
    public void Add_AfterAGapOfYears_ForgetsWhatWasBefore()
    {
        var window = new HourWindow(TimeSpan.FromHours(10));
        window.Add(Monday, 1);

        window.Add(Monday.AddYears(3), 2);

        Assert.Equal(1, window.Until(Monday.AddYears(4)).Known);
    }

    [Fact]
    public void Until_BeforeTheEnd_KnowsNoLaterHour()
    {
        var window = new HourWindow(TimeSpan.FromHours(10));
        window.Add(Monday, 1);
        window.Add(Monday.AddHours(1), 2);

        Assert.Equal([1], window.Until(Monday.AddMinutes(90)).Hours.ToArray());
        Assert.Equal(0, window.Until(Monday).Count);
    }

    [Fact]
    public void Add_OutOfOrder_IsRefused()
    {
        var window = new HourWindow(TimeSpan.FromHours(10));
        window.Add(Monday.AddHours(1), 1);

        Assert.Throws<ArgumentException>(() => window.Add(Monday.AddHours(1), 1));
        Assert.Throws<ArgumentException>(() => window.Add(Monday.AddMinutes(150), 1));
    }
}
