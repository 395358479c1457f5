namespace Spendwall.Bot.Governance;

/// <summary>What became of a change to owners or budgets.</summary>
public abstract record ChangeOutcome<T>
{
    private ChangeOutcome()
    {
    }

    public sealed record Done(T Value) : ChangeOutcome<T>;

    /// <summary>Nothing was changed, and why, and what would do it.</summary>
    public sealed record Refused(string Kind, string Message, string Fix) : ChangeOutcome<T>;
}
