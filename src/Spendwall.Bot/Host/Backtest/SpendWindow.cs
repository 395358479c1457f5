using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Host.Backtest;

/// <summary>The last weeks of a series that grows by intervals, and what the live bot's forecast makes of them.</summary>
internal sealed class SpendWindow(TimeSpan step)
{
    private readonly HourWindow hours = new(RunwayInput.Reach);
    private BurnProfile? profile;
    private DateTimeOffset fitted = DateTimeOffset.MinValue;

    public void Add(DateTimeOffset at, double usd)
    {
        // An interval of days is one of equal hours, as the live bot takes a provider that bills by the day.
        int count = (int)step.TotalHours;
        for (int hour = 0; hour < count; hour++)
        {
            hours.Add(at.AddHours(hour), usd / count);
        }

        fitted = DateTimeOffset.MinValue;
    }

    /// <summary>Several questions at one instant are answered from one fit.</summary>
    /// <returns>Null when nothing is known.</returns>
    public BurnProfile? Profile(DateTimeOffset at)
    {
        if (fitted != at)
        {
            profile = BurnProfile.Fit(hours.Until(at), at);
            fitted = at;
        }

        return profile;
    }
}
