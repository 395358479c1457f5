namespace Spendwall.Bot.Ledger.Audit;

/// <summary>Adds to the audit log for a change whose own store does not.</summary>
public sealed class AuditTrail(LedgerDatabase database)
{
    public Task AppendAsync(AuditRow row, CancellationToken cancellationToken) =>
        database.WriteAsync(
            (db, _) =>
            {
                db.Add(row);

                return Task.FromResult(true);
            },
            cancellationToken);
}
