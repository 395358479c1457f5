using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/ack</c>: someone is on it; only worse is told from then on.</summary>
internal sealed class AckCommand(IncidentChange incidents) : IChatCommand
{
    public CommandSpec Spec { get; } = new(
        "ack", "Take an incident on: it is told again only when it gets worse", [], "<incident>", [], ["/ack INC-12"], ReadOnly: false)
    {
        Rungs = new Dictionary<string, AccessLevel> { [""] = AccessLevel.Operate },
        Words =
        [
            new("incident", "Such as INC-12; in its thread it is known, and the only open one is too", WordKind.Incident),
        ],
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (number, rest, refused) = await incidents.FindAsync(request, cancellationToken);
        if (number is not { } found)
        {
            return refused!;
        }

        return rest.Count > 0
            ? new CommandAnswer.Refused("usage", $"'{ForeignText.Excerpt(rest[0])}' is too much.", "Such as /ack INC-12.")
            : await incidents.ApplyAsync(request, found, (incident, by) => IncidentActions.Acknowledge(incident, by, request.Now), cancellationToken);
    }
}
