using System.Globalization;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Grading;

namespace Spendwall.Bot.Chat.Commands.Grading;

/// <summary>The grade for people: the answer in the title, then each figure beside what was promised. Pure.</summary>
internal static class ScoreMessage
{
    private static readonly string TooFew = $"too few to tell (under {ForecastGrade.Few})";

    public static ChatMessage Of(ForecastScore score, string? scope, Period? period, DateTimeOffset now)
    {
        var blocks = new List<ChatBlock>
        {
            new ChatBlock.Table(
                ["Forecast", "Runway", "Period's end"],
                [.. Rows(score).Select(static IReadOnlyList<string> (row) => [row.Name, row.Runway, row.PeriodEnd])],
                [false, true, true]),
            new ChatBlock.Line($"Critical alerts about credits: {Lead(score.Lead)}"),
        };
        if (score.Alarms.Count > 0)
        {
            blocks.Add(new ChatBlock.Table(
                ["Alarms", "Told", "Useful", "Not useful", "False"],
                [.. score.Alarms.Select(static IReadOnlyList<string> (kind) => [kind.Kind.Replace('_', ' '), Number(kind.Told), Number(kind.Useful), Number(kind.NotUseful), kind.FalseShare is { } share ? Wording.Percent(share) : TooFew])],
                [false, true, true, true, true]));
        }

        return new()
        {
            Title = $"{(scope is null ? "Forecasts" : $"Forecasts of {scope}")}{(period is null ? "" : $", {period.Name}")}: {Headline(score)}",
            Blocks = blocks,
            Footer =
            [
                score.Since is { } since ? $"promises since {Wording.Instant(since, now)}, one a day and kind" : "no promise is kept yet: the first is made at the next reading of an account",
                "A top-up ends no runway: the money that was there is followed until as much is spent. What lasts beyond P90 counts as longer. Periods count once they are billed.",
                $"Promises that overlap in time are one trial; under {ForecastGrade.Few} trials no share is told. Judge an alarm with its Explain button or /verdict.",
            ],
        };
    }

    /// <summary>One line for the weekly summary; null: nothing was decided yet.</summary>
    public static string? Line(ForecastScore score) => score.Runway.Grade.Promises + score.PeriodEnd.Grade.Promises == 0 ? null : $"Forecast grade: {Headline(score)}";

    private static string Headline(ForecastScore score) =>
        $"runway {Short(score.Runway.Grade)}, period's end {Short(score.PeriodEnd.Grade)}";

    private static string Short(ForecastGrade grade) => grade.Coverage is { } coverage
        ? $"inside its band {Wording.Percent(coverage)} of the time (80 % promised), half within {Wording.Percent(grade.MedianError ?? double.NaN)}"
        : $"too few to tell ({Wording.Number(grade.Separate, "trial")})";

    private static IEnumerable<(string Name, string Runway, string PeriodEnd)> Rows(ForecastScore score)
    {
        yield return Row("Decided promises", static grade => Number(grade.Grade.Promises));
        yield return Row("Separate trials", static grade => Number(grade.Grade.Separate));
        yield return Row("Inside P10–P90 (80 % promised)", static grade => Share(grade.Grade.Coverage));
        yield return Row("Before or below P10 (10 %)", static grade => Share(grade.Grade.BelowP10));
        yield return Row("By P50 (50 %)", static grade => Share(grade.Grade.ByP50));
        yield return Row("By P90 (90 %)", static grade => Share(grade.Grade.ByP90));
        yield return Row("Median error of P50", static grade => Share(grade.Grade.MedianError));
        yield return Row("Bias of P50", static grade => grade.Grade.Bias is { } bias ? (bias > 0 ? "+" : "") + Wording.Percent(bias) : Wording.Unknown);
        yield return ("Pinball loss", score.Runway.Grade.Pinball is { } hours ? Wording.Duration(TimeSpan.FromHours(hours)) : Wording.Unknown, score.PeriodEnd.Grade.Pinball is { } usd ? Usd.FromEstimate(usd).ToString() : Wording.Unknown);
        yield return Row("Topped up meanwhile", static grade => Number(grade.ToppedUp));
        yield return Row("Open", static grade => Number(grade.Open));
        yield return Row("Void", static grade => Number(grade.Void));

        (string, string, string) Row(string name, Func<PromiseGrade, string> value) => (name, value(score.Runway), value(score.PeriodEnd));
    }

    private static string Lead(LeadGrade lead) => lead is { InTime: { } inTime, TooEarly: { } early }
        ? $"{Wording.Percent(inTime)} of {Number(lead.Alerts)} left the lead time, {Wording.Percent(early)} came with more than two lead times left"
        : $"{Number(lead.Alerts)} decided, {TooFew}";

    private static string Share(double? share) => share is { } known ? Wording.Percent(known) : Wording.Unknown;

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
