using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands.Scopes;

/// <summary>How far an account's data reaches.</summary>
/// <param name="CoversUntil">Spend is known up to here, estimates included; null: never read.</param>
/// <param name="BilledUntil">The provider's own money figures reach up to here.</param>
/// <param name="UsageUntil">Requests and tokens reach up to here.</param>
/// <param name="ReadAt">When any dataset was last read to its end; of a meter, any of its spend.</param>
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

        if (account.Provider == ProviderKind.OpenAI)
        {
            // A limit or a name that was read is no word about the spend, and comes also for a key that may not see it.
            var spend = marks.Values.Where(static mark => mark.ReadUntil is not null).ToList();

            return new(spend.Max(static mark => mark.CoversUntil), Covered(Costs), Covered(Usage), spend.Max(static mark => (DateTimeOffset?)mark.DoneAt));
        }

        var readAt = marks.Values.Max(static mark => (DateTimeOffset?)mark.DoneAt);
        var latest = marks.Values.Max(static mark => mark.CoversUntil);

        // Without analytics an inference key's own use is the whole view.
        var charged = Covered(KeyModel) ?? latest;

        return new(charged, charged, charged, readAt);
    }
}
