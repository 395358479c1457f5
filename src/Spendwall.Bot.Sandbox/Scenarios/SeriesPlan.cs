using System.Globalization;
using Spendwall.Bot.Money;
using Spendwall.Bot.Sandbox.OpenAI;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Scenarios;

/// <summary>A plan that replays a recorded series at both providers, shifted by whole weeks.</summary>
internal static class SeriesPlan
{
    /// <summary>The series' first day is in the first read even when that comes so many simulated days late, as on a busy machine with a fast clock.</summary>
    private const int SpareDays = 14;

    /// <summary>
    /// The series keeps its weekdays and hours: it is moved by whole weeks to the latest place at which it has ended by
    /// now, and the simulated start lies <paramref name="live"/> before that end. What comes before the start is history,
    /// the rest happens while one watches.
    /// </summary>
    public static SandboxPlan EndingNow(SpendSeries series, int seed, DateTimeOffset now, TimeSpan live)
    {
        var shifted = SeriesShift.EndBy(series, now);

        return Plan(shifted, seed, shifted.End - live, live);
    }

    /// <summary>
    /// For a bot with the real clock: the simulated start is fixed, and the series is moved by whole weeks to the latest
    /// place at which its last day of costs is final by then, or <paramref name="live"/> later.
    /// </summary>
    public static SandboxPlan SettledBy(SpendSeries series, int seed, DateTimeOffset start, TimeSpan live)
    {
        var lastDayEnd = series.End.FloorDay() == series.End ? series.End : series.End.FloorDay().AddDays(1);
        var settle = lastDayEnd - series.End + new OpenAIStandInOptions().CostsSettleAfter;

        return Plan(SeriesShift.EndBy(series, start + live - settle), seed, start, live);
    }

    private static SandboxPlan Plan(SpendSeries series, int seed, DateTimeOffset start, TimeSpan live) =>
        new(start, string.Create(CultureInfo.InvariantCulture, $"a recorded series from {series.Start:yyyy-MM-dd HH:mm} to {series.End:yyyy-MM-dd HH:mm} UTC, ${series.Usd:0.00} in all, the last {live.TotalHours:0} hours live"), series, series)
        {
            OpenRouterOptions = new OpenRouterStandInOptions { Seed = seed },
            OpenAIOptions = new OpenAIStandInOptions { Seed = seed },
            HistoryDays = Math.Clamp((int)Math.Ceiling((start - series.Start).TotalDays) + 1 + SpareDays, 1, 364),
        };
}
