namespace Spendwall.Bot.Alerts.Events;

/// <summary>What events, or the results that a rise brought, have to say of a condition.</summary>
/// <param name="Explains">All of it lies inside them: nobody is called. Once they did not, the same ones never do again.</param>
/// <param name="Events">Their numbers; none: the results say it.</param>
/// <param name="Text">One sentence: which, and how much of their bound is used or exceeded.</param>
public sealed record EventNote(bool Explains, IReadOnlyList<long> Events, string Text)
{
    /// <summary>It costs more than they may.</summary>
    public bool Exceeded { get; init; }
}
