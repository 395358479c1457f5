using Spendwall.Bot.Money;
using System.Text.Json.Nodes;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/why</c>: what was decided about an incident, what was sent, and what was not and why.</summary>
internal sealed class WhyCommand(IncidentChange change, IncidentStore incidents) : IChatCommand
{
    private const int MostRows = 20;

    public CommandSpec Spec { get; } = new(
        "why", "How an incident was decided, what was sent and what was not", [], "<incident>", [], ["/why INC-12"], ReadOnly: true)
    {
        Words =
        [
            new("incident", "Such as INC-12; in its thread it is known, and the only open one is too", WordKind.Incident),
        ],
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (number, _, refused) = await change.FindAsync(request, cancellationToken);
        if (number is not { } found)
        {
            return refused!;
        }

        return await incidents.FileAsync(found, cancellationToken) is { } file
            ? Answer(file, request.Now)
            : new CommandAnswer.Refused("unknown", $"There is no incident INC-{found}.", "/alerts lists what is open.");
    }

    private static CommandAnswer.Done Answer(IncidentFile file, DateTimeOffset now)
    {
        var blocks = new List<ChatBlock> { new ChatBlock.Line(file.Incident.Title) };
        var decisions = file.Transitions.TakeLast(MostRows)
            .Select(static IReadOnlyList<string> (row) => [Wording.Instant(row.At), row.Reason, AlertsCommand.Word(row.Level), row.Actor, row.Text]).ToList();
        blocks.Add(new ChatBlock.Table(["When", "What", "Level", "Who", "Why"], decisions, [false, false, false, false, false]));
        if (file.Skips.Count > 0)
        {
            var skips = file.Skips.TakeLast(MostRows)
                .Select(static IReadOnlyList<string> (row) => [Wording.Instant(row.LastAt), row.Reason, row.Channel.Length == 0 ? "everywhere" : row.Channel, $"{row.Text}{(row.Times > 1 ? $" ({row.Times} times)" : "")}"]).ToList();
            blocks.Add(new ChatBlock.Table(["When", "Not sent", "Where", "Because"], skips, [false, false, false, false]));
        }

        if (file.Deliveries.Count > 0)
        {
            var sent = file.Deliveries.TakeLast(MostRows)
                .Select(static IReadOnlyList<string> (row) => [Wording.Instant(row.SentAt ?? row.CreatedAt), row.Reason, row.Channel, Progress(row)]).ToList();
            blocks.Add(new ChatBlock.Table(["When", "Message", "Where", "State"], sent, [false, false, false, false]));
        }

        var incident = file.Incident;
        var message = new ChatMessage
        {
            Title = $"{incident.Id}: {AlertsCommand.Word(incident.State)}, {AlertsCommand.Word(incident.Level)}, opened {Wording.Instant(incident.OpenedAt, now)}",
            Tone = incident.State == IncidentState.Resolved ? Tone.Good : IncidentMessage.Tone(incident.Level),
            Blocks = blocks,
        };

        return new(message, new(now, incident.Scope.Text, null, Json(file), []));
    }

    private static string Progress(Delivery row) => row.State switch
    {
        DeliveryState.Sent => "sent",
        DeliveryState.Pending when row.Attempts > 0 => $"failed {row.Attempts} times, next at {Wording.Instant(row.NextAttemptAt)}: {row.Error}",
        DeliveryState.Pending => $"waits until {Wording.Instant(row.NextAttemptAt)}",
        DeliveryState.Sending => "is being sent",
        DeliveryState.Gone => "sent, and deleted there since",
        _ => $"{AlertsCommand.Word(row.State)}: {row.Error}",
    };

    private static JsonObject Json(IncidentFile file) => new()
    {
        ["id"] = file.Incident.Id,
        ["state"] = AlertsCommand.Word(file.Incident.State),
        ["level"] = AlertsCommand.Word(file.Incident.Level),
        ["title"] = file.Incident.Title,
        ["decisions"] = new JsonArray([.. file.Transitions.Select(static row => (JsonNode)new JsonObject
        {
            ["at"] = AnswerJson.Of(row.At),
            ["reason"] = row.Reason,
            ["state"] = AlertsCommand.Word(row.State),
            ["level"] = AlertsCommand.Word(row.Level),
            ["actor"] = row.Actor,
            ["text"] = row.Text,
        })]),
        ["skips"] = new JsonArray([.. file.Skips.Select(static row => (JsonNode)new JsonObject
        {
            ["first_at"] = AnswerJson.Of(row.FirstAt),
            ["last_at"] = AnswerJson.Of(row.LastAt),
            ["times"] = row.Times,
            ["channel"] = row.Channel.Length == 0 ? null : row.Channel,
            ["reason"] = row.Reason,
            ["text"] = row.Text,
        })]),
        ["deliveries"] = new JsonArray([.. file.Deliveries.Select(static row => (JsonNode)new JsonObject
        {
            ["channel"] = row.Channel,
            ["message"] = AlertsCommand.Word(row.Kind),
            ["reason"] = row.Reason,
            ["state"] = AlertsCommand.Word(row.State),
            ["attempts"] = row.Attempts,
            ["sent_at"] = AnswerJson.Of(row.SentAt),
            ["error"] = row.Error,
        })]),
    };
}
