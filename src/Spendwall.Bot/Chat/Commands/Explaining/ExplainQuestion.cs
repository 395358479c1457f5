using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Chat.Commands.Explaining;

/// <param name="Before">What the period is compared with.</param>
/// <param name="BeforeName">As people say it.</param>
public sealed record ExplainQuestion(Scope Scope, IReadOnlyList<AccountOptions> Accounts, Period Period, UtcRange Before, string BeforeName, DateTimeOffset Now)
{
    /// <summary>Where the data ends early, the earlier period ends as much earlier.</summary>
    public bool IsCut { get; init; }

    /// <summary>It is about what ran down: who spent how much matters as much as who spends more.</summary>
    public bool IsDrain { get; init; }

    /// <summary>What the incident's alert says: all there is where the periods cannot be compared.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];
}

/// <summary>Two periods, and what lies between them.</summary>
/// <param name="Change">Null: one of the periods is not known.</param>
/// <param name="Compared">The two ranges, in whole hours that are known.</param>
/// <param name="Names">Display names of callers.</param>
public sealed record ExplainAnswer(ChangeExplanation? Change, (UtcRange Before, UtcRange Now)? Compared, IReadOnlyDictionary<string, string> Names, IReadOnlyList<string> BlindSpots)
{
    /// <summary>Share of the cost on premium models; null: no price tells, or nothing was spent.</summary>
    public (double Before, double Now)? Premium { get; init; }

    /// <summary>What the later period was spent on, largest first.</summary>
    public IReadOnlyList<(string Model, Usd Usd)> SpentByModel { get; init; } = [];

    /// <summary>Who spent the later period, largest first.</summary>
    public IReadOnlyList<(string Caller, Usd Usd)> SpentByCaller { get; init; } = [];

    /// <summary>Shares of the serving providers.</summary>
    public IReadOnlyList<(string Route, double Before, double Now)> Routes { get; init; } = [];
}
