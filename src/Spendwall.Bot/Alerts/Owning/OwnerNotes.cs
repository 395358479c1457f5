using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Alerts.Owning;

/// <summary>Everything that is told and asked about owners by time, and what the messages say once somebody answered.</summary>
public sealed class OwnerNotes(OwnerQuestions questions, UnownedSpend unowned, LeaseReminders reminders)
{
    /// <summary>A round's part: what is new in the account, yesterday's unowned spend, leases that end, answers that came.</summary>
    public async Task RoundAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await questions.LookAsync(account, now, cancellationToken);
        await unowned.TellAsync(now, cancellationToken);
        await reminders.RemindAsync(now, cancellationToken);
        await SettleAsync(now, cancellationToken);
    }

    /// <summary>After owners changed: the messages that asked say so.</summary>
    public async Task SettleAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await questions.SettleAsync(now, cancellationToken);
        await reminders.SettleAsync(now, cancellationToken);
    }
}
