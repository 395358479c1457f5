using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>What to read of one account.</summary>
/// <param name="Days">Whole UTC days.</param>
/// <param name="By">The dimensions to keep apart.</param>
/// <param name="Filter">Taken where the view can filter exactly; who asks filters the rows again.</param>
public sealed record SpendReading(AccountOptions Account, UtcRange Days, SpendDimension By, bool ByDay, SeriesFilter Filter, DateTimeOffset Now, DataAge Age);

/// <param name="View">The view that the money came from.</param>
/// <param name="Open">Days that are not billed to their end, if any.</param>
/// <param name="Unestimated">Open days have no estimate either.</param>
public sealed record AccountSpend(IReadOnlyList<SpendRow> Rows, UsageView View, UtcRange? Open, bool Unestimated)
{
    /// <summary>The provider's own counter of the whole period stands behind the rows.</summary>
    public bool IsWhole { get; init; }
}
