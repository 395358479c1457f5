using System.Globalization;
using System.Text.RegularExpressions;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Budgets;

/// <summary>Budgets as people write them. Pure.</summary>
internal static partial class BudgetText
{
    /// <summary><c>2000</c>, <c>$2,000.50/month</c>, <c>50/day</c>; null: it is none.</summary>
    /// <returns>The period is null when it is not told.</returns>
    public static (Usd Amount, BudgetPeriod? Period)? Limit(string word) => word.StartsWith('+') ? null : Amount(word);

    /// <summary><c>+500</c>, <c>+$500/week</c>; null: it is none.</summary>
    public static (Usd Amount, BudgetPeriod? Period)? More(string word) => word.StartsWith('+') ? Amount(word[1..]) : null;

    /// <summary><c>day</c>, <c>/week</c>, <c>monthly</c>, <c>custom</c>; null: it is none.</summary>
    public static BudgetPeriod? Period(string word) => word.TrimStart('/').ToLowerInvariant() switch
    {
        "day" or "d" or "daily" => BudgetPeriod.Day,
        "week" or "w" or "weekly" => BudgetPeriod.Week,
        "month" or "mo" or "monthly" => BudgetPeriod.Month,
        "custom" => BudgetPeriod.Custom,
        _ => null,
    };

    public static string Word(BudgetPeriod period) => period.ToString().ToLowerInvariant();

    /// <summary>Reads <c>EX-3</c>, <c>ex3</c> or <c>3</c>; null: it is none.</summary>
    public static long? Exception(string text) => ProposalBook.NumberOf(text, "ex");

    /// <summary>Reads <c>RV-3</c>, <c>rv3</c> or <c>3</c>; null: it is none.</summary>
    public static long? Review(string text) => ProposalBook.NumberOf(text, "rv");

    private static (Usd Amount, BudgetPeriod? Period)? Amount(string word)
    {
        if (Shape().Match(word) is not { Success: true } match
            || !decimal.TryParse(match.Groups["usd"].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal dollars)
            || dollars is <= 0 or > 1_000_000_000m)
        {
            return null;
        }

        return match.Groups["period"].Success
            ? Period(match.Groups["period"].Value) is { } period and not BudgetPeriod.Custom ? (Usd.FromDollars(dollars), period) : null
            : (Usd.FromDollars(dollars), null);
    }

    [GeneratedRegex(@"^\$?(?<usd>[0-9][0-9,]*(\.[0-9]{1,9})?)(usd|\$)?(/(?<period>[a-z]+))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Shape();
}
