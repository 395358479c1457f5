using Spendwall.Bot.Money;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Chat;

/// <summary>An incident's one message, at most about seven lines, and the lines of its thread. Pure.</summary>
public static class IncidentMessage
{
    private const int MostFacts = 3;

    private const int MostBlindSpots = 2;

    /// <param name="mention">Ping the owner; else the name is text.</param>
    public static ChatMessage Root(AlertNotice notice, bool mention)
    {
        bool over = notice.State == IncidentState.Resolved;

        return new ChatMessage
        {
            Title = over ? $"Resolved: {notice.Resolution ?? notice.Condition.Title}" : $"{(notice.State == IncidentState.Explained ? "Explained" : Level(notice))}: {notice.Condition.Title}",
            Tone = Tone(notice),
            Mentions = mention && (notice.Call ?? notice.Owner) is { } called ? [called] : [],
            Blocks = over ? [new ChatBlock.Line(Lasted(notice))] : Body(notice, mention),
            Footer = Footer(notice),
            Buttons = over ? [] : Buttons(notice),
            Link = notice.Condition.Link,
        };
    }

    public static ChatMessage Reply(AlertPost.Reply reply, bool mention) => new()
    {
        Title = reply.Text,
        Tone = Tone(reply.Level),
        Mentions = mention && reply.Owner is { } owner ? [owner] : [],
        Footer = [reply.Incident],
    };

    public static Tone Tone(AlertLevel level) => level switch
    {
        AlertLevel.Exhausted => Chat.Tone.Exhausted,
        AlertLevel.Critical => Chat.Tone.Critical,
        AlertLevel.Warning => Chat.Tone.Warning,
        AlertLevel.Notice => Chat.Tone.Notice,
        _ => Chat.Tone.Neutral,
    };

    private static List<ChatBlock> Body(AlertNotice notice, bool mention)
    {
        var condition = notice.Condition;
        var lines = new List<string>();
        if (StateLine(notice) is { } state)
        {
            lines.Add(state);
        }

        if (condition.Event is { } note)
        {
            lines.Add($"{note.Text}.");
        }

        if (notice.Escalation is { } escalation)
        {
            lines.Add(escalation);
        }

        string owner = Owner(notice.Owner, mention && notice.Call is null);
        lines.Add(condition.ActBy is { } actBy ? $"Act by {Wording.Instant(actBy, notice.At)}. {owner}" : owner);
        if (condition.Causes.Count > 0)
        {
            lines.Add(string.Join("; ", condition.Causes));
        }

        lines.AddRange(condition.Facts.Take(MostFacts - (condition.Event is null ? 0 : 1) - (notice.Escalation is null ? 0 : 1)));
        if (notice.Others > 0)
        {
            lines.Add($"{notice.Others} more open for this account: /alerts");
        }

        return lines.ConvertAll(static ChatBlock (line) => new ChatBlock.Line(line));
    }

    private static string Owner(Principal? owner, bool mention) => owner switch
    {
        null => "Nobody owns this: /owner set names who should act.",
        _ when mention && owner.Identities.Count > 0 => "It is theirs to act on.",
        _ => $"Owner: {owner.Name}",
    };

    private static string? StateLine(AlertNotice notice) => notice.State switch
    {
        IncidentState.Acknowledged => $"Acknowledged by {notice.ActedBy}.",
        IncidentState.Snoozed => $"Snoozed by {notice.ActedBy}{(notice.SnoozedUntil is { } until ? $" until {Wording.Instant(until, notice.At)}" : " until it is worse")}.",
        IncidentState.Explained when notice.Condition.Event is null => $"Explained by {notice.ActedBy}.",
        _ => null,
    };

    private static string Lasted(AlertNotice notice) => $"It lasted {Wording.Duration((notice.ResolvedAt ?? notice.At) - notice.OpenedAt)}; it was: {notice.Condition.Title}";

    private static List<string> Footer(AlertNotice notice)
    {
        var blind = notice.Condition.BlindSpots;
        var footer = new List<string> { $"{notice.Incident} · {Wording.AsOf(notice.Condition.AsOf, notice.At)} · open since {Wording.Instant(notice.OpenedAt)}" };
        if (blind.Count > 0)
        {
            footer.Add($"Not seen: {string.Join(" ", blind.Take(MostBlindSpots))}{(blind.Count > MostBlindSpots ? $" … {blind.Count - MostBlindSpots} more in /status" : "")}");
        }

        return footer;
    }

    private static List<ChatButton> Buttons(AlertNotice notice) =>
    [
        new("Acknowledge", $"/ack {notice.Incident}", notice.Incident, notice.Version),
        new("Snooze 4 h", $"/snooze {notice.Incident} 4h", notice.Incident, notice.Version),
        new("Explain", $"/explain {notice.Incident}", notice.Incident, notice.Version),
    ];

    private static string Level(AlertNotice notice) => notice.Condition.Level.ToString();

    private static Tone Tone(AlertNotice notice) => notice.State switch
    {
        IncidentState.Resolved => Chat.Tone.Good,
        IncidentState.Snoozed or IncidentState.Explained => Chat.Tone.Muted,
        _ => Tone(notice.Condition.Level),
    };
}
