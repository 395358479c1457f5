using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;
using Spendwall.Bot.Signals.Waste;

namespace Spendwall.Bot.Alerts.Waste;

/// <summary>What the request records and the keys of an account tell of waste.</summary>
public sealed class WasteReader(ISpendLedger ledger, RequestStore requests)
{
    private static readonly TimeSpan Idle = TimeSpan.FromDays(30);

    /// <summary>The provider's layer of a key itself.</summary>
    private const string KeyLayer = "key_limit";

    /// <param name="isInside">Null: every record.</param>
    public async Task<AccountWaste> ReadAsync(AccountOptions account, UtcRange range, DateTimeOffset now, Func<RequestRecord, bool>? isInside, CancellationToken cancellationToken)
    {
        var finder = new WasteFinder();
        long records = 0;
        await foreach (var record in requests.RecordsAsync(account.Name, range, cancellationToken))
        {
            if (isInside?.Invoke(record) != false)
            {
                records++;
                finder.Add(new(record.Id, record.Attempt, record.Time!.Value, new(record.Labels.Workflow, record.Labels.Caller, record.Labels.Model), record.Fingerprint)
                {
                    Cost = record.Cost,
                    OutputTokens = record.OutputTokens,
                    Failed = record.Failed,
                });
            }
        }

        var keys = await ledger.KeyCapsAsync(account.Name, cancellationToken);

        return new(account, finder.Finish(), records, [.. keys.Where(key => IsIdle(key, now)).OrderBy(static key => key.LastUsedAt).ThenBy(static key => key.Name, StringComparer.Ordinal)]);
    }

    /// <summary>A key whose use nobody tells is not called idle.</summary>
    private static bool IsIdle(KeyCap key, DateTimeOffset now) => key is { Layer: KeyLayer, Disabled: false } && !(key.ExpiresAt <= now)
        && (key.LastUsedAt is { } used ? used < now - Idle : key.Usage == Usd.Zero);
}
