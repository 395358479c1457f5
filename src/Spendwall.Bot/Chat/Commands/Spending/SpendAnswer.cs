using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>What was asked of <c>/spend</c>.</summary>
public sealed record SpendQuestion(Scope Scope, IReadOnlyList<AccountOptions> Accounts, Period Period, SpendAxis By, DateTimeOffset Now);

/// <summary>Everything that the answer to <c>/spend</c> says.</summary>
/// <param name="Total">Over all accounts, from each account's total view.</param>
/// <param name="Daily">The last 14 days, oldest first; null: unknown.</param>
/// <param name="AsOf">Spend is known up to here in every account that has data.</param>
public sealed record SpendAnswer(
    SpendFigures Total, IReadOnlyList<SpendGroup> Groups, SpendChange? Change, IReadOnlyList<Usd?> Daily, DateTimeOffset? AsOf, IReadOnlyList<string> BlindSpots, IReadOnlyList<string> Notes);

/// <summary>Against the same part of the previous period, over the accounts that have both.</summary>
/// <param name="Until">Both parts are cut where the data of the current one ends.</param>
/// <param name="Without">Accounts that cannot be compared.</param>
public sealed record SpendChange(Usd Before, Usd Now, DateTimeOffset Until, IReadOnlyList<string> Without);
