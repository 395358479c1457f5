using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger.Incidents;

/// <summary>Appends to the record of what was not sent, inside the caller's transaction.</summary>
internal static class SkipLog
{
    public static async Task AppendAsync(LedgerContext db, string subject, string channel, string reason, string text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = db.Set<SkipRow>().Local.LastOrDefault(row => row.Subject == subject && row.Channel == channel)
            ?? await db.Set<SkipRow>().Where(row => row.Subject == subject && row.Channel == channel).OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellationToken);
        if (last?.Reason == reason)
        {
            last.LastAt = now;
            last.Text = text;
            last.Times++;

            return;
        }

        db.Add(new SkipRow { Subject = subject, Channel = channel, Reason = reason, Text = text, FirstAt = now, LastAt = now });
    }
}
