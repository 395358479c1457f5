using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Chat.Commands;

/// <summary>What <c>/ack</c> and <c>/snooze</c> have in common: which incident, the change, the answer.</summary>
internal sealed class IncidentChange(IncidentDesk desk, IncidentStore incidents, OwnerBook owners)
{
    /// <summary>The incident that is named, else the one of the thread or button, else the only one open.</summary>
    /// <returns>The number, and the words without it; null with a refusal.</returns>
    public async Task<(long? Number, IReadOnlyList<string> Words, CommandAnswer.Refused? Refused)> FindAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        // A bare number can be many things; only as the first word it is an incident.
        int at = request.Words.ToList().FindIndex(static word => IsId(word));
        if (at < 0 && request.Words.Count > 0 && request.Words[0].All(char.IsAsciiDigit))
        {
            at = 0;
        }

        if (at >= 0)
        {
            return (IncidentDesk.Number(request.Words[at]), [.. request.Words.Take(at), .. request.Words.Skip(at + 1)], null);
        }

        if (request.Caller.Incident is { } shown && IncidentDesk.Number(shown) is { } number)
        {
            return (number, request.Words, null);
        }

        var open = await incidents.OpenAsync(cancellationToken);

        return open.Count == 1
            ? (open[0].Number, request.Words, null)
            : (null, request.Words, new("usage", "Say which incident.", open.Count == 0 ? "Nothing is open." : $"Open: {string.Join(", ", open.Take(8).Select(static incident => incident.Id))}."));
    }

    /// <returns>Null: the asker may act on it.</returns>
    public async Task<CommandAnswer.Refused?> RefusalAsync(CommandRequest request, long number, CancellationToken cancellationToken) =>
        await desk.RefusalAsync(number, request.Caller.Actor, cancellationToken) is { } no ? new(no.Kind, no.Message, no.Fix) : null;

    public async Task<CommandAnswer> ApplyAsync(CommandRequest request, long number, Func<Incident, string, ActionOutcome> action, CancellationToken cancellationToken)
    {
        // A version was seen of the incident that the button belongs to, of no other.
        int seen = request.Caller.Incident is { } shown && IncidentDesk.Number(shown) == number ? request.Caller.IncidentVersion : 0;
        switch (await desk.ActAsync(number, seen, request.Caller.Actor, request.Now, action, cancellationToken))
        {
            case DeskOutcome.Refused refused:
                return new CommandAnswer.Refused(refused.Kind, refused.Message, refused.Fix);

            case DeskOutcome.Done done:
                var owner = await owners.FindAsync(done.Incident.Scope, cancellationToken);
                var channels = await incidents.ChannelsAsync([done.Incident.Id], cancellationToken);
                var message = new ChatMessage { Title = $"{done.Incident.Id}: {done.Text}", Tone = Tone.Muted, Blocks = [new ChatBlock.Line(done.Incident.Title)] };
                var json = new JsonObject
                {
                    ["incidents"] = new JsonArray(AlertsCommand.Json(done.Incident, owner?.Owner.Name, AlertsCommand.Channel(channels, done.Incident.Id))),
                    ["snoozed_until"] = AnswerJson.Of(done.Incident.SnoozedUntil),
                };

                return new CommandAnswer.Done(message, new(request.Now, done.Incident.Scope.Text, null, json, [])) { Reach = AnswerReach.Told };

            default:
                throw new InvalidOperationException("A change is done or refused.");
        }
    }

    private static bool IsId(string word) =>
        (word.StartsWith("inc", StringComparison.OrdinalIgnoreCase) || word.StartsWith('#')) && IncidentDesk.Number(word) is not null;
}
