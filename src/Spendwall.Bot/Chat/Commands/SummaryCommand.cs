using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Chat.Commands.Grading;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/summary now</c>: the last completed week, as the weekly post has it.</summary>
internal sealed class SummaryCommand(SummaryReader reader) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "summary", "The last completed week per owner", ["now"], "now", [], ["/summary now"], ReadOnly: true);

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var range = SummaryReader.CompletedWeek(request.Now);
        var week = await reader.ReadAsync(range, null, request.Now, cancellationToken);

        return new CommandAnswer.Done(SummaryMessage.Of(week), new(request.Now, null, range, Json(week), week.BlindSpots));
    }

    private static JsonObject Json(WeeklySummary week) => new()
    {
        ["spent_usd"] = AnswerJson.Of(week.Spent),
        ["estimated_usd"] = AnswerJson.Of(week.Estimated),
        ["before_usd"] = AnswerJson.Of(week.Before),
        ["unowned_usd"] = AnswerJson.Of(week.Unowned),
        ["owners"] = new JsonArray([.. week.Owners.Select(static owner => (JsonNode)new JsonObject
        {
            ["owner"] = owner.Owner,
            ["spent_usd"] = AnswerJson.Of(owner.Spent),
            ["estimated_usd"] = AnswerJson.Of(owner.Estimated),
            ["before_usd"] = AnswerJson.Of(owner.Before),
            ["movers"] = new JsonArray([.. owner.Movers.Select(static mover => (JsonNode)new JsonObject
            {
                ["key"] = mover.Label,
                ["change_usd"] = AnswerJson.Of(mover.Change),
                ["spent_usd"] = AnswerJson.Of(mover.Spent),
            })]),
        })]),
        ["accounts"] = new JsonArray([.. week.Runways.Select(static runway => (JsonNode)new JsonObject
        {
            ["account"] = runway.Account,
            ["balance_usd"] = AnswerJson.Of(runway.Balance),
            ["runway_h"] = AnswerJson.Ratio(runway.HoursNow),
            ["runway_week_ago_h"] = AnswerJson.Ratio(runway.HoursWeekAgo),
        })]),
        ["incidents"] = new JsonObject
        {
            ["opened"] = week.Incidents.Opened,
            ["acknowledged"] = week.Incidents.Acknowledged,
            ["resolved"] = week.Incidents.Resolved,
            ["median_ack_min"] = AnswerJson.Ratio(week.Incidents.MedianMinutes),
        },
        ["forecast"] = week.Grade is { } grade ? ScoreJson.Of(grade) : null,
    };
}
