namespace Spendwall.Bot.Chat.Commands;

/// <summary>A plain word that a command takes, for platforms that ask for each by its name.</summary>
/// <param name="Name">Lower case, one word; an option of the same name is not asked for beside it.</param>
/// <param name="Summary">At most 100 characters.</param>
public sealed record CommandWord(string Name, string Summary, WordKind Kind)
{
    public bool Required { get; init; }

    /// <summary>The verbs that take it; empty: every one.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];
}

/// <summary>What a word is: what is offered for it, and of which type it is.</summary>
public enum WordKind
{
    Text,

    /// <summary>An account or a provider.</summary>
    Account,

    /// <summary>Anything that <c>ScopeResolver</c> finds.</summary>
    Scope,

    Incident,
    Period,

    /// <summary>A person, group or role of the platform itself.</summary>
    Who,

    /// <summary>A positive amount in USD.</summary>
    Usd,

    /// <summary>How long a snooze lasts.</summary>
    Lasting,

    /// <summary>Another command.</summary>
    Command,
}
