using System.Text.Json.Serialization;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Summary;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Outbox;

/// <summary>What a delivery says, before it is words on a platform. Stored as JSON: add, never rename.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Root), "root")]
[JsonDerivedType(typeof(Reply), "reply")]
[JsonDerivedType(typeof(Summary), "summary")]
[JsonDerivedType(typeof(Note), "note")]
public abstract record AlertPost
{
    private AlertPost()
    {
    }

    /// <summary>The channels that would not take it, on its way to the one that did; null: it is where it belongs.</summary>
    public IReadOnlyList<Detour>? Detours { get; init; }

    /// <summary>An incident's one message.</summary>
    public sealed record Root(AlertNotice Notice) : AlertPost;

    /// <summary>A transition or a person's action, in the incident's thread.</summary>
    public sealed record Reply(string Incident, AlertLevel Level, string Text, Principal? Owner) : AlertPost;

    public sealed record Summary(WeeklySummary Week) : AlertPost;

    /// <summary>Something that no incident is behind: to know, or to answer by a button.</summary>
    /// <param name="Text">The first line below the title.</param>
    public sealed record Note(string Title, string Text) : AlertPost
    {
        /// <summary>Its tone; information is muted.</summary>
        public AlertLevel Level { get; init; } = AlertLevel.Information;

        /// <summary>Further lines.</summary>
        public IReadOnlyList<string> Lines { get; init; } = [];

        public NoteTable? Table { get; init; }

        /// <summary>Who is pinged when the delivery mentions; else they are not named.</summary>
        public IReadOnlyList<Principal> Calls { get; init; } = [];

        public IReadOnlyList<NoteButton> Buttons { get; init; } = [];

        public IReadOnlyList<string> Footer { get; init; } = [];
    }
}

/// <summary>An incident as its root message shows it.</summary>
/// <param name="At">The instant that relative times are told from.</param>
/// <param name="Resolution">How it ended.</param>
/// <param name="Others">Other open incidents of the account, when it was first told.</param>
public sealed record AlertNotice(
    string Incident,
    int Version,
    IncidentState State,
    Condition Condition,
    Principal? Owner,
    DateTimeOffset OpenedAt,
    DateTimeOffset At,
    string? ActedBy,
    DateTimeOffset? SnoozedUntil,
    DateTimeOffset? ResolvedAt,
    string? Resolution,
    int Others)
{
    /// <summary>Whom this message calls instead of the owner; null: nobody else.</summary>
    public Principal? Call { get; init; }

    /// <summary>Who was called because nobody acted; null: nobody was.</summary>
    public string? Escalation { get; init; }
}

/// <param name="Channel">As in the settings.</param>
/// <param name="Error">Why it would not take the post.</param>
/// <param name="Fix">What someone can do about it; null: nothing is known.</param>
public sealed record Detour(string Channel, string Error, string? Fix);

/// <param name="Command">The command line that a press runs, as if the presser had typed it.</param>
public sealed record NoteButton(string Label, string Command);

/// <param name="Numeric">The columns aligned to the right.</param>
public sealed record NoteTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<bool> Numeric);
