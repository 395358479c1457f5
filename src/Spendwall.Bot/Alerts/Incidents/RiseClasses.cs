using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>The class of a rise, from what its explanation puts the most dollars to. Pure.</summary>
internal static class RiseClasses
{
    /// <summary>Conditions that a rise is behind, which can be taken apart sooner or later.</summary>
    private static readonly string[] Rises = [AnomalyRule.Kind, RunwayDropRule.Kind, BudgetRule.Kind, KeyCapRule.Kind];

    /// <summary>Whether it is worth waiting for the class: credits that run out, and lost sight, wait for nothing.</summary>
    public static bool IsAwaited(Condition condition) => Rises.Contains(condition.Kind) && condition.Class is null or RiseClass.Unknown && condition.ClassBecause is null;

    /// <param name="isOwned">Somebody answers for the scope.</param>
    public static Condition Classify(Condition condition, AccountOutlook outlook, bool isOwned)
    {
        if (!Rises.Contains(condition.Kind) && condition.Kind != LowCreditRule.Kind)
        {
            return condition;
        }

        var names = outlook.Drop?.Names ?? outlook.Anomalies?.Names ?? new Dictionary<string, string>();
        var change = Change(condition, outlook);
        var (rise, because) = change is null ? Signalled(outlook, condition) : Largest(change, names, change == outlook.Drop?.PerDay ? "/d" : "");

        return condition with { Class = isOwned ? rise : RiseClass.Unowned, ClassBecause = because };
    }

    public static RiseClass Of(Cause cause) => cause switch
    {
        Cause.Requests => RiseClass.Growth,
        Cause.InputTokens or Cause.OutputTokens or Cause.Cache => RiseClass.Waste,
        Cause.Repeats => RiseClass.Retry,
        _ => RiseClass.Unknown,
    };

    /// <summary>A budget or cap of a part is explained by what changed in that part.</summary>
    private static ChangeExplanation? Change(Condition condition, AccountOutlook outlook)
    {
        var change = condition.Kind == AnomalyRule.Kind ? outlook.Anomalies?.Change : outlook.Drop?.PerDay ?? outlook.Anomalies?.Change;
        string? caller = condition.Scope["key"] ?? condition.Scope["project"];
        string? model = condition.Scope["model"];
        if (change is null || (caller is null && model is null))
        {
            return change;
        }

        var inside = change.Contributions
            .Where(part => (caller is null || part.Caller.Equals(caller, StringComparison.OrdinalIgnoreCase)) && (model is null || part.Model.Equals(model, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        var total = inside.Aggregate(Usd.Zero, static (sum, part) => sum + part.Usd);

        return inside.Count == 0 ? null : new(Usd.Zero, total, inside);
    }

    private static (RiseClass, string?) Largest(ChangeExplanation change, IReadOnlyDictionary<string, string> names, string each)
    {
        if (change.Change <= Usd.Zero)
        {
            return (RiseClass.Unknown, null);
        }

        var rise = change.By(static part => Of(part.Cause))[0].Key;
        string? because = ExplanationWords.Ranked(change, caller => names.GetValueOrDefault(caller, caller), each).FirstOrDefault();

        return (rise, because);
    }

    /// <summary>Where nothing before it is known to compare with, what beat its record by most says it.</summary>
    private static (RiseClass, string?) Signalled(AccountOutlook outlook, Condition condition)
    {
        if (condition.Kind != AnomalyRule.Kind || outlook.Anomalies is not { Open.Count: > 0 } anomalies)
        {
            return (RiseClass.Unknown, null);
        }

        return (anomalies.Open.MaxBy(static signal => signal.Times)!.Driver switch
        {
            Driver.Volume => RiseClass.Growth,
            Driver.Context => RiseClass.Waste,
            Driver.Retries => RiseClass.Retry,
            _ => RiseClass.Unknown,
        }, null);
    }
}
