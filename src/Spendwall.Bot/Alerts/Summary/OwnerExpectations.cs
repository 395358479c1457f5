using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>What each owner's week was expected to cost: the middle of the forecast that the hours before its start give.</summary>
internal static class OwnerExpectations
{
    /// <summary>The rhythm of a week needs one to be seen.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromDays(7);

    /// <param name="spend">Of the week and of the one before: who spent where.</param>
    /// <returns>By owner, <see cref="WeekFacts.Nobody"/> for nobody; who is not in it has an account with too little history.</returns>
    public static async Task<IReadOnlyDictionary<string, Usd>> ReadAsync(
        AccountLines lines, UtcRange week, IReadOnlyList<AccountOutlook> outlooks, IReadOnlyList<SpendLine> spend, IReadOnlyList<Ownership> ownerships, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = outlooks.Where(static outlook => outlook.Facts is not null).ToDictionary(static outlook => outlook.Account.Name, static outlook => outlook.Facts!, StringComparer.OrdinalIgnoreCase);
        var expected = new Dictionary<string, Usd>(StringComparer.OrdinalIgnoreCase);
        foreach (var owner in spend.GroupBy(OwnerOf, StringComparer.OrdinalIgnoreCase))
        {
            var accounts = owner.Select(static line => line.Scope["account"]!).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            if (!accounts.TrueForAll(known.ContainsKey))
            {
                continue;
            }

            var theirs = outlooks.Where(outlook => accounts.Contains(outlook.Account.Name, StringComparer.OrdinalIgnoreCase)).Select(static outlook => outlook.Account);
            if (await lines.Histories.ReadAsync(theirs, known, isWhole: false, line => OwnerOf(line).Equals(owner.Key, StringComparison.OrdinalIgnoreCase), now, cancellationToken) is { } burn
                && Middle(burn.History.Until(week.Start), week) is { } middle)
            {
                expected[owner.Key] = middle;
            }
        }

        return expected;

        string OwnerOf(SpendLine line) => ownerships.Find(line.Scope)?.Owner.Name ?? WeekFacts.Nobody;
    }

    /// <param name="history">What had ended as the week began.</param>
    internal static Usd? Middle(SpendHistory history, UtcRange week) =>
        history.Known < Least.TotalHours || week.Start - history.End > TimeSpan.FromDays(1) ? null : MonthEndForecaster.Forecast(week, Usd.Zero, BurnProfile.Fit(history, week.Start))?.P50;
}
