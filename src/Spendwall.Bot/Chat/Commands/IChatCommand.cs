using System.Text.Json.Nodes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Proposals;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary>One command; its <see cref="Spec"/> drives parsing, help, completion and registration on every platform.</summary>
public interface IChatCommand
{
    CommandSpec Spec { get; }

    /// <summary>Reads, decides, says. An expected refusal is a value; only failures of ours throw.</summary>
    Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken);
}

/// <param name="Name">Without the slash.</param>
/// <param name="Summary">One line for help and for registration.</param>
/// <param name="Verbs">The first word, when it must be one of these (<c>set</c>, <c>show</c> …); empty: free words.</param>
/// <param name="Usage">What follows the name, for people.</param>
/// <param name="Options">The keys that <c>key:value</c> tokens may have.</param>
/// <param name="ReadOnly">Answers only to the asker; a change is public in the thread.</param>
public sealed record CommandSpec(
    string Name, string Summary, IReadOnlyList<string> Verbs, string Usage, IReadOnlyList<CommandOption> Options, IReadOnlyList<string> Examples, bool ReadOnly)
{
    /// <summary>The plain words that it takes, in order; empty: they are not told apart.</summary>
    public IReadOnlyList<CommandWord> Words { get; init; } = [];

    /// <summary>The rung of the ladder that each verb needs, under an empty name when there are no verbs; nothing is needed to read.</summary>
    public IReadOnlyDictionary<string, AccessLevel> Rungs { get; init; } = new Dictionary<string, AccessLevel>();

    /// <summary>The verb that is meant when the first word is none; null: that is refused.</summary>
    public string? Otherwise { get; init; }

    /// <summary>The answer is for the asker alone, and nothing of it is shown or shared where others read.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>A first word after which the line is one text as it stands: what is pasted has quotes, braces and colons.</summary>
    public string? TextAfter { get; init; }

    /// <summary>Whether a line only looks: it is answered to the asker, and everyone may ask it.</summary>
    /// <param name="isBare">Nothing follows the name.</param>
    public bool IsReading(string? verb, bool isBare) => ReadOnly
        || (Rungs.TryGetValue(verb ?? "", out var rung) ? rung == AccessLevel.View : verb is "show" or "list" || (verb is null && isBare && Verbs.Count > 0));
}

/// <param name="Values">The values it can have; empty: free text.</param>
public sealed record CommandOption(string Key, string Summary, IReadOnlyList<string> Values)
{
    /// <summary>The verbs that it means something to; empty: every one.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];
}

/// <summary>What was typed, taken apart: the verb if the command has verbs, the plain words in order, and the options.</summary>
public sealed record CommandRequest(string Text, string? Verb, IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Options, Caller Caller)
{
    /// <summary>The instant at which it is answered.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the asker was asked back and confirmed; null: nothing.</summary>
    public Proposal? Confirmed { get; init; }

    /// <summary>When the line was typed: what it says of times is meant from then.</summary>
    public DateTimeOffset TypedAt => Confirmed?.MadeAt ?? Now;
}

/// <param name="Incident">The incident of the thread or button it was asked with, if any.</param>
/// <param name="IncidentVersion">The incident's version that the asker saw; 0: not told.</param>
public sealed record Caller(Actor Actor, ChannelAddress Channel, string? Incident = null, int IncidentVersion = 0);

public abstract record CommandAnswer
{
    private CommandAnswer()
    {
    }

    public sealed record Done(ChatMessage Message, AnswerData Data) : CommandAnswer
    {
        public AnswerReach Reach { get; init; } = AnswerReach.Usual;
    }

    /// <summary>One clear sentence and its fix; nothing was changed.</summary>
    /// <param name="Kind"><c>usage</c>, <c>unknown</c>, <c>ambiguous</c>, <c>permission</c>, <c>conflict</c> …</param>
    public sealed record Refused(string Kind, string Message, string Fix) : CommandAnswer;
}

/// <summary>Who an answer is for.</summary>
public enum AnswerReach
{
    /// <summary>A reading for the asker, a change for everyone.</summary>
    Usual,

    /// <summary>The asker alone, although the command can change things: this time it did not.</summary>
    Asker,

    /// <summary>A change that the outbox tells where it belongs: to say it once more would be noise.</summary>
    Told,
}

/// <summary>The same answer for machines: PRODUCT's "answers as JSON".</summary>
public sealed record AnswerData(DateTimeOffset? AsOf, string? Scope, UtcRange? Period, JsonObject Data, IReadOnlyList<string> BlindSpots);
