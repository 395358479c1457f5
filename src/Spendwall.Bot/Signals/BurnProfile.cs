using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>
/// What the past says about the hours to come: a weekly rhythm, a level that starts half-way between the last hours' and
/// the last weeks' and goes back to these, and how wrong such a forecast was lately.
/// </summary>
public sealed class BurnProfile
{
    /// <summary>Hours that count towards the rhythm.</summary>
    public const int RhythmHours = 28 * 24;

    /// <summary>A week without spend is idle.</summary>
    private const int IdleHours = 7 * 24;

    /// <summary>Beyond a factor of a million the level near now is nothing, not less.</summary>
    private const double LeastShare = 1e-6;

    private static readonly double[] Reversion =
        [.. Enumerable.Range(0, (int)RunwayEstimator.Horizon.TotalHours + 2).Select(static hour => Math.Exp(-(hour + 0.5) / ForecastConstants.ReversionHours))];

    private const int UsualHours = 28 * 24;

    private readonly double[] rhythm;
    private readonly int firstHour;
    private double[]? expected;

    private BurnProfile(DateTimeOffset at, double[] rhythm, Levels levels, bool idle, double volatility, int known)
    {
        At = at;
        this.rhythm = rhythm;
        firstHour = HourOfWeek(at);
        Level = levels.Now;
        BaseLevel = levels.Base;
        Start = levels.Start;
        IsIdle = idle;
        Volatility = volatility;
        History = TimeSpan.FromHours(known);
    }

    /// <summary>From when it looks ahead.</summary>
    public DateTimeOffset At { get; }

    /// <summary>USD per hour of a flat rhythm, now.</summary>
    public double Level { get; }

    /// <summary>USD per hour of a flat rhythm over the last weeks, the newest counting most: where the forecast goes back to.</summary>
    public double BaseLevel { get; }

    /// <summary>USD per hour of a flat rhythm that the forecast starts from, between the two.</summary>
    public double Start { get; }

    /// <summary>Nothing was spent in a week of known hours, or ever.</summary>
    public bool IsIdle { get; }

    /// <summary>Typical size of the log error of a forecast over 24 hours.</summary>
    public double Volatility { get; }

    /// <summary>Known hours behind it, 28 days at most.</summary>
    public TimeSpan History { get; }

    /// <summary>USD per hour that it expects for the coming hour.</summary>
    public double Rate => Expected(1)[1];

    /// <param name="history">Hours that end after <paramref name="at"/> are not looked at.</param>
    /// <param name="partial">USD between the end of the history and <paramref name="at"/>, when known: a burst shows before its hour ends.</param>
    /// <returns>Null when no hour is known.</returns>
    public static BurnProfile? Fit(SpendHistory history, DateTimeOffset at, Usd? partial = null)
    {
        var past = history.Until(at);
        var hours = past.Hours;
        int from = Math.Max(0, hours.Length - RhythmHours);
        var start = past.Start.AddHours(from);
        hours = hours[from..];
        int known = Count(hours);
        if (known == 0)
        {
            return null;
        }

        int phase = HourOfWeek(start);
        double[] rhythm = BurnRhythm.Fit(hours, phase);
        var trace = new LevelTrace(rhythm, phase);
        var errors = new ForecastErrors(hours, rhythm, phase, Reversion);
        for (int i = 0; i < hours.Length; i++)
        {
            trace.Add(i, hours[i]);
            errors.TryAdd(trace, i);
        }

        var levels = trace.Read(hours.Length);
        double rest = (at - past.End).TotalHours;
        if (partial is { } spend && rest is > 0 and <= 6)
        {
            levels = trace.ReadWith(Math.Max(0, spend.ToDouble()), rest, hours.Length);
        }

        bool idle = levels.Base <= 0 || trace.Quiet >= IdleHours;

        return new BurnProfile(at, rhythm, levels, idle, errors.Volatility(known), known);
    }

    /// <summary>Expected spend in USD from <see cref="At"/> over each whole number of hours: element h is h hours, element 0 is zero.</summary>
    /// <returns>At least so many hours; the same array when asked again.</returns>
    public double[] Expected(int hours)
    {
        // A few weeks answer most questions, and one profile answers many.
        if (expected is null || expected.Length <= hours)
        {
            expected = Expect(Math.Max(hours, UsualHours));
        }

        return expected;
    }

    private double[] Expect(int hours)
    {
        var spend = new double[hours + 1];
        double sum = 0;
        double away = Start - BaseLevel;
        int slot = firstHour;
        for (int hour = 0; hour < hours; hour++)
        {
            sum += rhythm[slot] * (BaseLevel + (away * Reversion[hour]));
            slot = slot == rhythm.Length - 1 ? 0 : slot + 1;
            spend[hour + 1] = sum;
        }

        return spend;
    }

    internal static int HourOfWeek(DateTimeOffset at) => (int)((at.FloorHour() - at.FloorWeek()).Ticks / TimeSpan.TicksPerHour);

    private static int Count(ReadOnlySpan<double> hours)
    {
        int known = 0;
        foreach (double usd in hours)
        {
            known += double.IsNaN(usd) ? 0 : 1;
        }

        return known;
    }

    /// <param name="Now">The level of the last hours.</param>
    /// <param name="Base">The level of the last weeks.</param>
    internal readonly record struct Levels(double Now, double Base)
    {
        /// <summary>Bursts pass: only a part of what is unusual about now goes on.</summary>
        public double Start => Base <= 0 ? 0 : Base * Math.Pow(Math.Max(Now / Base, LeastShare), ForecastConstants.NearShare);
    }
}
