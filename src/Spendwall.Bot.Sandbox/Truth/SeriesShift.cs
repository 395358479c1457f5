namespace Spendwall.Bot.Sandbox.Truth;

/// <summary>Moves a recorded series to the present by whole weeks, so that weekdays and hours keep their meaning.</summary>
internal static class SeriesShift
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>The latest whole-week shift, backwards too, after which the series has ended by <paramref name="limit"/>.</summary>
    public static SpendSeries EndBy(SpendSeries series, DateTimeOffset limit) =>
        series.Shifted(Math.Floor((limit - series.End) / Week) * Week);
}
