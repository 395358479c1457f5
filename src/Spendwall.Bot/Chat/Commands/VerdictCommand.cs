using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/verdict useful|not-useful &lt;incident&gt;</c>: whether an alarm was worth it, for the grade; whoever speaks last counts.</summary>
internal sealed class VerdictCommand(IncidentChange incidents) : IChatCommand
{
    private const string Useful = "useful";
    private const string NotUseful = "not-useful";

    public CommandSpec Spec { get; } = new(
        "verdict", "Say whether an alert was useful; /forecast score counts it", [Useful, NotUseful], "useful|not-useful <incident>", [], ["/verdict useful INC-12", "/verdict not-useful INC-12"], ReadOnly: false)
    {
        Rungs = new Dictionary<string, AccessLevel> { ["useful"] = AccessLevel.Operate, ["not-useful"] = AccessLevel.Operate },
        Words =
        [
            new("incident", "Such as INC-12; in its thread it is known, and the only open one is too", WordKind.Incident),
        ],
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (request.Verb is not { } verb)
        {
            return new CommandAnswer.Refused("usage", "Say which it was.", "Such as /verdict useful INC-12, or /verdict not-useful INC-12.");
        }

        var (number, rest, refused) = await incidents.FindAsync(request, cancellationToken);
        if (number is not { } found)
        {
            return refused!;
        }

        // What it shows may have changed since: whether the alarm was worth it has not.
        var asked = request with { Caller = request.Caller with { IncidentVersion = 0 } };

        return rest.Count > 0
            ? new CommandAnswer.Refused("usage", $"'{ForeignText.Excerpt(rest[0])}' is too much.", "Such as /verdict useful INC-12.")
            : await incidents.ApplyAsync(asked, found, (incident, by) => IncidentActions.Judge(incident, verb == Useful, by, request.Now), cancellationToken);
    }

    /// <summary>For the answer that explains an incident.</summary>
    public static IReadOnlyList<ChatButton> Buttons(Incident incident) =>
    [
        new("Useful", $"/verdict {Useful} {incident.Id}", incident.Id),
        new("Not useful", $"/verdict {NotUseful} {incident.Id}", incident.Id),
    ];
}
