using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Alerts.Outlook;

internal static class DayCosts
{
    extension(ISpendLedger ledger)
    {
        /// <summary>What a view says that each UTC day cost; a day whose cost nobody told is not there.</summary>
        public async Task<Dictionary<DateOnly, Usd>> CostByDayAsync(string account, UsageView view, UtcRange range, CancellationToken cancellationToken) =>
            (await ledger.SpendAsync(new(account, view, range, SpendDimension.None, ByDay: true, SeriesFilter.All), cancellationToken))
                .Where(static row => row is { Day: not null, Figures.Cost: not null })
                .ToDictionary(static row => row.Day!.Value, static row => row.Figures.Cost!.Value);
    }
}
