using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>A low balance in words: the number that decides first, then what drains it and by when to act.</summary>
internal static class LowCreditText
{
    private const int MostCauses = 3;

    public static string Name(AccountOutlook outlook) => $"{outlook.Account.Provider} {outlook.Account.Name}";

    public static string Runway(RunwayForecast runway) => runway switch
    {
        RunwayForecast.Ends { P50: { } middle } ends => $"{Wording.Duration(middle)} runway (P10 {Wording.Duration(ends.P10)} – P90 {Wording.Duration(ends.P90)})",
        RunwayForecast.Ends ends => $"over a year of runway (P10 {Wording.Duration(ends.P10)})",
        RunwayForecast.Exhausted => "at the headroom floor",
        RunwayForecast.Idle => "nothing is being spent",
        RunwayForecast.Unknown unknown => $"runway unknown: {unknown.Reason}",
        _ => throw new InvalidOperationException("Every runway is one of four."),
    };

    public static Condition Describe(AccountOutlook outlook, ReservoirOutlook reservoir, AlertLevel level) => new()
    {
        Kind = LowCreditRule.Kind,
        Fingerprint = LowCreditRule.Fingerprint(outlook),
        Scope = Scope.Account(outlook.Account.Name),
        Level = level,
        Step = (int)level,
        Title = $"{Name(outlook)}: {Decides(outlook, reservoir, level)}",
        Facts = Facts(outlook, reservoir),
        Causes = Causes(outlook),
        ActBy = reservoir.ActBy,
        Measure = new(Hours(reservoir.Runway, reservoir.Balance), reservoir.Balance, FallingIsWorse: true),
        Link = ConsoleLinks.Of(outlook.Account.Provider),
        AsOf = outlook.ObservedAt,
        BlindSpots = outlook.BlindSpots,
    };

    /// <summary>The models, then the routes, that drain it.</summary>
    public static IReadOnlyList<string> Causes(AccountOutlook outlook)
    {
        var causes = new List<string>();
        if (outlook.Models.Count > 0)
        {
            causes.Add($"Drained since yesterday by {List(outlook.Models)}");
        }

        if (outlook.Routes.Count > 0)
        {
            causes.Add($"served by {List(outlook.Routes)}");
        }

        return causes;
    }

    private static string Decides(AccountOutlook outlook, ReservoirOutlook reservoir, AlertLevel level)
    {
        if (level == AlertLevel.Exhausted)
        {
            string floor = reservoir.Floor is { } known ? $", headroom floor {known}" : "";

            // Free grants are not in the provider's counters: what they say alone is not certain.
            return MayMissGrants(outlook, reservoir) && !LowCreditRule.IsRefused(outlook)
                ? $"exhausted by the counters, {reservoir.Balance} left{floor}, but no call was refused yet: grants may be missing"
                : $"exhausted, {reservoir.Balance} left{floor}: calls are failing{(outlook.Refusals is null ? " or about to" : "")}";
        }

        string source = reservoir.OwnRecord ? " (own record)" : "";

        return $"{reservoir.Balance} left{source}, {Runway(reservoir.Runway)}, approval takes {Wording.Duration(outlook.Account.LeadTime)}";
    }

    /// <summary>What request records say of calls that fail.</summary>
    public static IEnumerable<string> Refusals(AccountOutlook outlook) => outlook.Refusals is { } refusals
        ? [$"{Wording.Number(refusals.Count, "request")} in half an hour refused for lack of credits, the last at {Wording.Instant(refusals.LastAt)}; none was served since (request records)"]
        : [];

    private static List<string> Facts(AccountOutlook outlook, ReservoirOutlook reservoir)
    {
        var facts = new List<string>(Refusals(outlook));
        var burn = outlook.Burn;
        if (burn.Now is { } now)
        {
            string day = burn.LastDay is { } last ? $", {last}/h over 24 h" : "";
            string week = burn.LastWeek is { } average ? $", {average}/h over 7 d" : "";
            facts.Add($"Burns {now}/h now{day}{week}");
        }

        if (reservoir.RunwayWeekAgo is RunwayForecast.Ends { P50: { } before } && reservoir.Runway is RunwayForecast.Ends { P50: { } after })
        {
            facts.Add($"Runway {Wording.Duration(before)} a week ago, {Wording.Duration(after)} now");
        }

        if (outlook.Account.Floor is { } floor && reservoir.Balance <= Usd.FromDollars(floor))
        {
            facts.Add($"Below the fixed floor of {Usd.FromDollars(floor)}");
        }

        if (MayMissGrants(outlook, reservoir))
        {
            facts.Add("The provider's counters do not show promotional credits: set OpeningBalance if there are any");
        }

        if (reservoir.Binding is { Length: > 0 } binding && binding != "balance")
        {
            facts.Add($"{binding} bites first");
        }

        if (reservoir.Floor is { } headroom && headroom > Usd.Zero)
        {
            facts.Add($"Calls can fail at {headroom}{(reservoir.FloorEstimated ? " (estimated)" : "")}");
        }

        if (reservoir.Runway is RunwayForecast.Ends { History: var history } && history < TimeSpan.FromDays(14))
        {
            facts.Add($"The band rests on {Wording.Duration(history)} of history");
        }

        return facts;
    }

    private static bool MayMissGrants(AccountOutlook outlook, ReservoirOutlook reservoir) =>
        reservoir is { OwnRecord: false } && reservoir.Balance <= Usd.Zero && outlook.Account.OpeningBalance is null;

    private static double Hours(RunwayForecast runway, Usd balance) => runway switch
    {
        RunwayForecast.Ends { P50: { } middle } => middle.TotalHours,
        RunwayForecast.Exhausted => Math.Min(0, balance.ToDouble()),
        _ => RunwayEstimator.Horizon.TotalHours,
    };

    private static string List(IReadOnlyList<Drain> drains) =>
        string.Join(", ", drains.Take(MostCauses).Select(static drain => $"{drain.Name} {drain.Spend} ({Wording.Percent(drain.Share)})"));
}
