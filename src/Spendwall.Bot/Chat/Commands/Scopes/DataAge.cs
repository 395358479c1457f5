using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands.Scopes;

/// <summary>How far an account's data reaches.</summary>
/// <param name="CoversUntil">Spend is known up to here, estimates included; null: never read.</param>
/// <param name="BilledUntil">The provider's own money figures reach up to here.</param>
/// <param name="UsageUntil">Requests and tokens reach up to here.</param>
/// <param name="ReadAt">When any dataset was last read to its end.</param>
public sealed record DataAge(DateTimeOffset? CoversUntil, DateTimeOffset? BilledUntil, DateTimeOffset? UsageUntil, DateTimeOffset? ReadAt)
{
    // The datasets of the total views, as the provider clients name them.
    private const string Costs = "costs";
    private const string Usage = "usage.hour";
    private const string KeyModel = "analytics.key-model";

    public static async Task<DataAge> ReadAsync(ISpendLedger ledger, AccountOptions account, CancellationToken cancellationToken)
    {
        var marks = await ledger.MarksAsync(account.Name, cancellationToken);
        DateTimeOffset? Covered(string dataset) => marks.GetValueOrDefault(dataset)?.CoversUntil;

        var readAt = marks.Values.Max(static mark => (DateTimeOffset?)mark.DoneAt);
        var latest = marks.Values.Max(static mark => mark.CoversUntil);
        if (account.Provider == ProviderKind.OpenAI)
        {
            return new(latest, Covered(Costs), Covered(Usage), readAt);
        }

        // Without analytics an inference key's own use is the whole view.
        var charged = Covered(KeyModel) ?? latest;

        return new(charged, charged, charged, readAt);
    }
}
