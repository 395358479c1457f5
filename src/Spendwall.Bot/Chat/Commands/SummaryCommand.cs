using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Chat.Commands.Grading;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/summary</c>: the last completed week, as the weekly post has it; <c>/summary now</c> posts it without waiting.</summary>
internal sealed class SummaryCommand(SummaryReader reader, SummaryPoster poster, IPermissions permissions, SpendwallOptions options) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "summary", "The last completed week per owner", ["now"], "[now]", [], ["/summary", "/summary now"], ReadOnly: false)
    {
        Rungs = new Dictionary<string, AccessLevel> { ["now"] = AccessLevel.Own },
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var range = SummaryReader.CompletedWeek(request.Now);
        var (told, refused) = request.Verb == "now" ? await PostAsync(request, cancellationToken) : ([], null);
        if (refused is not null)
        {
            return refused;
        }

        var week = await reader.ReadAsync(range, null, request.Now, cancellationToken);
        var message = SummaryMessage.Of(week);
        var json = Json(week);
        json["posted"] = new JsonArray([.. told.Select(static one => (JsonNode)new JsonObject { ["channel"] = one.Channel, ["posted"] = one.Posting == Posting.Posted })]);

        return new CommandAnswer.Done(request.Verb == "now" ? Posted(message.Title, told) : message, new(request.Now, null, range, json, week.BlindSpots));
    }

    /// <summary>Everyone reads it where it was asked for; the week itself stands in the summary's channels.</summary>
    private static ChatMessage Posted(string title, IReadOnlyList<(string Channel, Posting Posting)> told) => new()
    {
        Title = title,
        Tone = Tone.Muted,
        Blocks = [.. told.Select(static one => new ChatBlock.Line(one.Posting == Posting.Posted ? $"Posted to {one.Channel}." : $"It stands in {one.Channel} already; it has the figures of now."))],
    };

    /// <summary>Into the channels whose accounts are all the asker's to answer for.</summary>
    private async Task<(IReadOnlyList<(string Channel, Posting Posting)> Told, CommandAnswer.Refused? Refused)> PostAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var told = new List<(string, Posting)>();
        string? reason = null;
        foreach (var plan in poster.Plans)
        {
            string? refusal = await RefusalAsync(plan, request.Caller.Actor, cancellationToken);
            reason ??= refusal;
            if (refusal is null)
            {
                told.Add((plan.Channel, await poster.PostNowAsync(plan, request.Now, cancellationToken)));
            }
        }

        return told.Count == 0 && reason is not null
            ? ([], new("permission", $"{reason} The summary comes by itself at its time.", "Ask one of them, or read it yourself: /summary."))
            : (told, null);
    }

    private async Task<string?> RefusalAsync(SummaryPlan plan, Actor actor, CancellationToken cancellationToken)
    {
        foreach (var account in options.Accounts.Where(account => plan.Accounts?.Contains(account.Name) ?? true))
        {
            if (await permissions.DecideAsync(actor, AccessLevel.Own, Scope.Account(account.Name), cancellationToken) is { Allowed: false } decision)
            {
                return decision.Reason;
            }
        }

        return null;
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
            ["expected_usd"] = AnswerJson.Of(owner.Expected),
            ["reasons"] = new JsonArray([.. owner.Reasons.Select(static reason => (JsonNode)reason)]),
            ["incidents"] = owner.Incidents is { } incidents ? Json(incidents) : null,
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
        ["incidents"] = Json(week.Incidents),
        ["expected_usd"] = AnswerJson.Of(week.Expected),
        ["days_usd"] = new JsonArray([.. week.Days.Select(static day => AnswerJson.Ratio(day))]),
        ["explained"] = new JsonArray([.. week.Explained.Select(static one => (JsonNode)new JsonObject { ["incident"] = one.Incident, ["at"] = AnswerJson.Of(one.At), ["text"] = one.Text })]),
        ["exceptions"] = new JsonArray([.. week.Exceptions.Select(static line => (JsonNode)line)]),
        ["windows"] = new JsonArray([.. week.Windows.Select(static line => (JsonNode)line)]),
        ["waste_usd"] = AnswerJson.Of(week.Waste?.Total),
        ["unexplained"] = new JsonArray([.. week.Unexplained.Select(static line => (JsonNode)line)]),
        ["forecast"] = week.Grade is { } grade ? ScoreJson.Of(grade) : null,
    };

    private static JsonObject Json(IncidentWeek incidents) => new()
    {
        ["opened"] = incidents.Opened,
        ["acknowledged"] = incidents.Acknowledged,
        ["resolved"] = incidents.Resolved,
        ["median_ack_min"] = AnswerJson.Ratio(incidents.MedianMinutes),
        ["judged"] = incidents.Judged,
        ["not_useful"] = incidents.NotUseful,
        ["false_share"] = AnswerJson.Ratio(incidents.Judged == 0 ? null : (double)incidents.NotUseful / incidents.Judged),
    };
}
