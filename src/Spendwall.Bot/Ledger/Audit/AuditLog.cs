namespace Spendwall.Bot.Ledger.Audit;

/// <summary>Adds to the audit log inside the transaction of the change itself, so that neither is there without the other.</summary>
public static class AuditLog
{
    public static void Append(LedgerContext db, DateTimeOffset at, AuditEntry entry) => db.Add(new AuditRow
    {
        At = at,
        Actor = entry.Actor,
        Channel = entry.Channel,
        Action = entry.Action,
        Subject = entry.Subject,
        Before = entry.Before,
        After = entry.After,
    });
}

/// <summary>Who did what to which subject, where; before and after are JSON, null where there was or is nothing.</summary>
public sealed record AuditEntry(string Actor, string Channel, string Action, string Subject, string? Before, string? After);
