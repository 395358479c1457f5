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
                ["Forecast", "Runway", "Key caps", "Period's end"],
                Rows(score),
                [false, true, true, true]),
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
    public static string? Line(ForecastScore score) => Kinds(score).Any(static kind => kind.Of.Grade.Promises > 0) ? $"Forecast grade: {Headline(score)}" : null;

    private static string Headline(ForecastScore score)
    {
        var made = Kinds(score).Where(static kind => kind.Of.Grade.Promises + kind.Of.Open > 0).Select(static kind => $"{kind.Name} {Short(kind.Of.Grade)}").ToList();

        return made.Count == 0 ? "nothing was promised yet" : string.Join(", ", made);
    }

    private static (string Name, PromiseGrade Of)[] Kinds(ForecastScore score) => [("runway", score.Runway), ("key caps", score.Caps), ("period's end", score.PeriodEnd)];

    private static string Short(ForecastGrade grade) => grade.Coverage is { } coverage
        ? $"inside its band {Wording.Percent(coverage)} of the time (80 % promised){(grade.MedianError is { } error ? $", half within {Wording.Percent(error)}" : "")}"
        : $"too few to tell ({Wording.Number(grade.Separate, "trial")})";

    private static IReadOnlyList<IReadOnlyList<string>> Rows(ForecastScore score)
    {
        return
        [
            Row("Decided promises", static of => Number(of.Grade.Promises)),
            Row("Separate trials", static of => Number(of.Grade.Separate)),
            Row("Inside P10–P90 (80 % promised)", static of => Share(of.Grade.Coverage)),
            Row("Before or below P10 (10 %)", static of => Share(of.Grade.BelowP10)),
            Row("By P50 (50 %)", static of => Share(of.Grade.ByP50)),
            Row("By P90 (90 %)", static of => Share(of.Grade.ByP90)),
            Row("Median error of P50", static of => Share(of.Grade.MedianError)),
            Row("Bias of P50", static of => of.Grade.Bias is { } bias ? (bias > 0 ? "+" : "") + Wording.Percent(bias) : Wording.Unknown),
            ["Pinball loss", Hours(score.Runway), Hours(score.Caps), score.PeriodEnd.Grade.Pinball is { } usd ? Usd.FromEstimate(usd).ToString() : Wording.Unknown],
            Row("Topped up meanwhile", static of => Number(of.ToppedUp)),
            Row("Open", static of => Number(of.Open)),
            Row("Void", static of => Number(of.Void)),
        ];

        IReadOnlyList<string> Row(string name, Func<PromiseGrade, string> value) => [name, .. Kinds(score).Select(kind => value(kind.Of))];
    }

    private static string Hours(PromiseGrade of) => of.Grade.Pinball is { } hours ? Wording.Duration(TimeSpan.FromHours(hours)) : Wording.Unknown;

    private static string Lead(LeadGrade lead) => lead is { InTime: { } inTime, TooEarly: { } early }
        ? $"{Wording.Percent(inTime)} of {Number(lead.Alerts)} left the lead time, {Wording.Percent(early)} came with more than two lead times left"
        : $"{Number(lead.Alerts)} decided, {TooFew}";

    private static string Share(double? share) => share is { } known ? Wording.Percent(known) : Wording.Unknown;

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
