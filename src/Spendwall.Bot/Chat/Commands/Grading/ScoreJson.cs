using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Signals.Grading;

namespace Spendwall.Bot.Chat.Commands.Grading;

/// <summary>The grade for machines: a share is null where too few trials tell it.</summary>
internal static class ScoreJson
{
    public static JsonObject Of(ForecastScore score)
    {
        var runway = Of(score.Runway);
        runway["pinball_h"] = AnswerJson.Ratio(score.Runway.Grade.Pinball);
        var caps = Of(score.Caps);
        caps["pinball_h"] = AnswerJson.Ratio(score.Caps.Grade.Pinball);
        var period = Of(score.PeriodEnd);
        period["pinball_usd"] = AnswerJson.Ratio(score.PeriodEnd.Grade.Pinball);

        return new()
        {
            ["few"] = ForecastGrade.Few,
            ["since"] = AnswerJson.Of(score.Since),
            ["runway"] = runway,
            ["caps"] = caps,
            ["period_end"] = period,
            ["alerts"] = new JsonObject
            {
                ["decided"] = score.Lead.Alerts,
                ["in_time"] = AnswerJson.Ratio(score.Lead.InTime),
                ["too_early"] = AnswerJson.Ratio(score.Lead.TooEarly),
            },
            ["alarms"] = new JsonArray([.. score.Alarms.Select(static kind => (JsonNode)new JsonObject
            {
                ["kind"] = kind.Kind,
                ["told"] = kind.Told,
                ["useful"] = kind.Useful,
                ["not_useful"] = kind.NotUseful,
                ["false_share"] = AnswerJson.Ratio(kind.FalseShare),
            })]),
        };
    }

    private static JsonObject Of(PromiseGrade of) => new()
    {
        ["promises"] = of.Grade.Promises,
        ["trials"] = of.Grade.Separate,
        ["coverage"] = AnswerJson.Ratio(of.Grade.Coverage),
        ["below_p10"] = AnswerJson.Ratio(of.Grade.BelowP10),
        ["by_p50"] = AnswerJson.Ratio(of.Grade.ByP50),
        ["by_p90"] = AnswerJson.Ratio(of.Grade.ByP90),
        ["median_error"] = AnswerJson.Ratio(of.Grade.MedianError),
        ["bias"] = AnswerJson.Ratio(of.Grade.Bias),
        ["topped_up"] = of.ToppedUp,
        ["open"] = of.Open,
        ["void"] = of.Void,
    };
}
