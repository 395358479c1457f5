using System.Text.Json.Nodes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/alerts</c>: what is open, the most severe first.</summary>
internal sealed class AlertsCommand(IncidentStore incidents, OwnerBook owners) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "alerts", "What is wrong now", ["mine", "all"], "[mine|all]", [], ["/alerts", "/alerts mine"], ReadOnly: true);

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var incidentsNow = await incidents.OpenAsync(cancellationToken);
        var ownerships = await owners.ViewAsync(incidentsNow.Select(static incident => incident.Scope), cancellationToken);
        var open = incidentsNow
            .Select(incident => (Incident: incident, ownerships.Find(incident.Scope)?.Owner))
            .Where(row => request.Verb != "mine" || (row.Owner is { } owner && owner.IsHeldBy(request.Caller.Actor)))
            .ToList();
        var channels = await incidents.ChannelsAsync([.. open.Select(static row => row.Incident.Id)], cancellationToken);
        var rows = open.Select(static IReadOnlyList<string> (row) =>
            [row.Incident.Id, Word(row.Incident.Level), Word(row.Incident.State), row.Owner?.Name ?? "nobody", row.Incident.Title]).ToList();
        string whose = request.Verb == "mine" ? " of yours" : "";
        var message = new ChatMessage
        {
            Title = open.Count switch { 0 => $"Nothing{whose} is open", 1 => $"1 incident{whose} is open", _ => $"{open.Count} incidents{whose} are open" },
            Tone = open.Count == 0 ? Tone.Good : IncidentMessage.Tone(open.Max(static row => row.Incident.Level)),
            Blocks = open.Count == 0 ? [] : [new ChatBlock.Table(["Incident", "Level", "State", "Owner", "What"], rows, [false, false, false, false, false])],
            Footer = open.Count == 0 ? [] : ["/why <incident> tells how it was decided, /ack and /snooze quiet it"],
        };
        var list = new JsonArray([.. open.Select(row => (JsonNode)Json(row.Incident, row.Owner?.Name, Channel(channels, row.Incident.Id)))]);

        return new CommandAnswer.Done(message, new(request.Now, null, null, new JsonObject { ["incidents"] = list }, []));
    }

    internal static JsonObject Json(Incident incident, string? owner, string? channel) => new()
    {
        ["id"] = incident.Id,
        ["state"] = Word(incident.State),
        ["level"] = Word(incident.Level),
        ["scope"] = incident.Scope.Text,
        ["owner"] = owner,
        ["opened_at"] = AnswerJson.Of(incident.OpenedAt),
        ["title"] = incident.Title,
        ["channel"] = channel,
    };

    /// <summary>The first place it was posted to, or will be.</summary>
    internal static string? Channel(IReadOnlyDictionary<string, IReadOnlyList<string>> channels, string incident) =>
        channels.TryGetValue(incident, out var places) && places is [var first, ..] ? first : null;

    internal static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
