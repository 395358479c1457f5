using System.Globalization;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Chat.Commands.Confirming;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/snooze</c>: quiet until a time, or until it is worse.</summary>
internal sealed class SnoozeCommand(IncidentChange incidents, ChangeGuard guard) : IChatCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    /// <summary>A longer silence is asked back.</summary>
    private static readonly TimeSpan Usually = TimeSpan.FromDays(7);

    public CommandSpec Spec { get; } = new(
        "snooze",
        "Quiet an incident until a time, or until it gets worse",
        [],
        "<incident> <duration|until:…> [worse-by:20%|$50]",
        [new("until", "When it ends, such as fri, 18:00 or 2026-11-30", []), new("worse-by", "What ends it sooner: 20% of the number that decides, or $50", [])],
        ["/snooze INC-12 4h", "/snooze INC-12 until:mon worse-by:20%", "/snooze INC-12 2d worse-by:$50"],
        ReadOnly: false)
    {
        Rungs = new Dictionary<string, AccessLevel> { [""] = AccessLevel.Operate },
        Words =
        [
            new("incident", "Such as INC-12; in its thread it is known, and the only open one is too", WordKind.Incident),
            new("duration", "How long, such as 4h or 2d", WordKind.Lasting),
        ],
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (number, rest, refused) = await incidents.FindAsync(request, cancellationToken);
        if (number is not { } found)
        {
            return refused!;
        }

        string text = request.Options.TryGetValue("until", out string? option) ? string.Join(' ', [.. rest, option]) : string.Join(' ', rest);
        DateTimeOffset? until = null;
        if (text.Length > 0)
        {
            until = WhenParser.Next(text, request.TypedAt);
            if (until is null || until > request.Now + Longest)
            {
                return new CommandAnswer.Refused("usage", $"'{ForeignText.Excerpt(text)}' is no time within 90 days.", "Such as 4h, 2d, until:mon or until:18:00.");
            }
        }

        WorseBy? worse = null;
        if (request.Options.TryGetValue("worse-by", out string? by) && (worse = Worse(by)) is null)
        {
            return new CommandAnswer.Refused("usage", $"worse-by: cannot be '{ForeignText.Excerpt(by)}'.", "A share such as worse-by:20%, or USD such as worse-by:$50.");
        }

        if (until > request.TypedAt + Usually)
        {
            var question = new ChangeQuestion($"Say nothing of INC-{found} until {Wording.Instant(until.Value)}", ["Only a higher level, or what worse-by: says, ends it sooner."], "");
            if (await incidents.RefusalAsync(request, found, cancellationToken) is { } no)
            {
                return no;
            }

            if (await guard.AskAsync(request, question, cancellationToken) is { } asked)
            {
                return asked;
            }
        }

        return await incidents.ApplyAsync(request, found, (incident, who) => IncidentActions.Snooze(incident, until, worse, who, request.Now), cancellationToken);
    }

    private static WorseBy? Worse(string text)
    {
        bool isShare = text.EndsWith('%');
        string digits = text.Trim('%', '$', ' ');
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) || value is <= 0 or > 1_000_000_000m)
        {
            return null;
        }

        return isShare ? new WorseBy.Share((double)value / 100) : text.StartsWith('$') ? new WorseBy.Amount(Usd.FromDollars(value)) : null;
    }
}
