using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Alerts.Outlook;

/// <summary>Reads what can be said about an account now.</summary>
public interface IAccountOutlooks
{
    Task<AccountOutlook> ReadAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken);
}
