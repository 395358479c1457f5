namespace Spendwall.Bot.Ledger.Audit;

/// <summary>Who did what to which subject, where; before and after are JSON, null where there was or is nothing.</summary>
public sealed record AuditEntry(string Actor, string Channel, string Action, string Subject, string? Before, string? After)
{
    /// <summary>The address of the message it was done with; null: the platform does not tell.</summary>
    public string? Message { get; init; }

    public AuditRow At(DateTimeOffset at) =>
        new() { At = at, Actor = Actor, Channel = Channel, Action = Action, Subject = Subject, Before = Before, After = After, Message = Message };
}
