using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Chat.Commands.Scopes;

/// <summary>How far an account's data reaches.</summary>
/// <param name="CoversUntil">Spend is known up to here, estimates included; null: never read.</param>
/// <param name="BilledUntil">The provider's own figures reach up to here.</param>
/// <param name="ReadAt">When any dataset was last read to its end.</param>
public sealed record DataAge(DateTimeOffset? CoversUntil, DateTimeOffset? BilledUntil, DateTimeOffset? ReadAt)
{
    public static async Task<DataAge> ReadAsync(ISpendLedger ledger, AccountOptions account, CancellationToken cancellationToken)
    {
        var marks = (await ledger.MarksAsync(account.Name, cancellationToken)).Values.ToList();
        var latest = marks.Max(static mark => mark.CoversUntil);
        var billed = account.Provider == ProviderKind.OpenAI
            ? marks.Where(static mark => mark.Dataset.Contains("cost", StringComparison.OrdinalIgnoreCase)).Max(static mark => mark.CoversUntil)
            : latest;

        return new(latest, billed, marks.Max(static mark => (DateTimeOffset?)mark.DoneAt));
    }
}
