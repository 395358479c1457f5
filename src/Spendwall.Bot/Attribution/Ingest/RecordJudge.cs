using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Requests;

namespace Spendwall.Bot.Attribution.Ingest;

/// <summary>Turns a draft that was read well into a record, or says why it cannot be one.</summary>
/// <param name="named">The account that the sender named for everything; null: each line its own, or the only one.</param>
internal sealed class RecordJudge(SpendwallOptions options, string? named, RequestSource source, DateTimeOffset now)
{
    private static readonly TimeSpan ClockError = TimeSpan.FromDays(1);

    private readonly DateTimeOffset oldest = now - options.Retention.Requests;

    /// <returns>The record, or the fault in words that hold nothing of the line.</returns>
    public (RequestRecord? Record, string? Fault) Judge(RecordDraft draft) => Judge(draft, null, source);

    /// <param name="provider">Whose account it can only be; null: not known.</param>
    public (RequestRecord? Record, string? Fault) Judge(RecordDraft draft, ProviderKind? provider, RequestSource through)
    {
        if (!draft.Has(RecordField.Id))
        {
            return (null, "id is missing");
        }

        if (draft.Time(RecordField.Time) is { } time)
        {
            if (time < oldest)
            {
                return (null, $"time is older than Retention:Requests, {options.Retention.Requests.TotalDays:0} days");
            }

            if (time > now + ClockError)
            {
                return (null, "time is more than a day ahead");
            }
        }
        else if (draft.Told.All(static field => field is RecordField.Id or RecordField.Account or RecordField.Attempt))
        {
            return (null, "says nothing: time is missing, and so is what a later word would tell");
        }

        return Account(draft, provider) is { } account ? (draft.Build(account, through, now), null) : (null, AccountFault(draft));
    }

    private AccountOptions? Account(RecordDraft draft, ProviderKind? provider)
    {
        if ((draft.Text(RecordField.Account) ?? named) is { } name)
        {
            return options.Accounts.FirstOrDefault(account => account.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        }

        var fitting = provider is { } kind ? options.Accounts.Where(account => account.Provider == kind).ToList() : [];

        return fitting.Count == 1 ? fitting[0] : options.Accounts.Count == 1 ? options.Accounts[0] : null;
    }

    private string AccountFault(RecordDraft draft) => draft.Has(RecordField.Account) || named is not null
        ? "account is none of the settings' accounts"
        : "account is missing, and the settings have several";
}
