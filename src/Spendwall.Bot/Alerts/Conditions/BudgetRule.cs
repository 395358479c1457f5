using System.Globalization;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>
/// Thresholds of a budget that are passed, money that goes faster than before, and a forecast beyond the budget: rungs of one
/// ladder, of which only the highest speaks. A new period is a new trouble.
/// </summary>
internal static class BudgetRule
{
    public const string Kind = "budget";

    /// <summary>A bill that is corrected by less than this changes no rung.</summary>
    private const double SpentSlack = 0.98;

    private const double ForecastSlack = 0.95;

    /// <summary>So many times as fast is told, when at that pace the budget would not last.</summary>
    private const double Faster = 1.5;

    private const double FasterSlack = 1.25;

    /// <summary>Below it nobody is called, from it on the owner is.</summary>
    private const int Calls = 75;

    /// <summary>A forecast beyond the budget is worse than a threshold below this.</summary>
    private const int Late = 90;

    public static string Fingerprint(BudgetState standing) => string.Create(
        CultureInfo.InvariantCulture, $"{Kind} {standing.Budget.Scope} {standing.Budget.Period} {standing.Period.Start:yyyy-MM-dd}");

    public static Finding Judge(BudgetState standing, Held? held, DateTimeOffset now)
    {
        string fingerprint = Fingerprint(standing);
        if (standing.Spent is not { } spent)
        {
            return new Finding.Unknown(fingerprint, "The spend is not known.");
        }

        double limit = standing.Budget.Limit.ToDouble();
        if (limit <= 0)
        {
            return new Finding.Cleared(fingerprint, "There is no limit.");
        }

        // Half of all days end above their middle: a day's budget is told only when it will very likely be passed.
        var forecast = standing is { Budget.Period: BudgetPeriod.Day, Forecast: { } day } ? day with { P50 = day.P10 } : standing.Forecast;
        var rungs = Rungs(standing.Thresholds);
        int step = rungs.Count;
        while (step > 0 && !Holds(rungs[step - 1], standing, spent.ToDouble() / limit, forecast, limit, held?.Step >= step))
        {
            step--;
        }

        return step > 0
            ? new Finding.Holds(Describe(standing, spent, step, rungs[step - 1], now))
            : IsFaster(standing, spent, now, isHeld: held is not null)
                ? new Finding.Holds(Describe(standing, spent, 0, new(RungKind.Pace, 0, AlertLevel.Notice), now))
                : new Finding.Cleared(fingerprint, $"{Name(standing)}: {spent} of {standing.Budget.Limit} spent");
    }

    /// <summary>From the lowest; the index is the step less one.</summary>
    private static List<Rung> Rungs(IReadOnlyList<int> thresholds) =>
    [
        .. thresholds.Where(static percent => percent < Late).Select(static percent => new Rung(RungKind.Spent, percent, percent < Calls ? AlertLevel.Notice : AlertLevel.Warning)),
        new(RungKind.Likely, 0, AlertLevel.Warning),
        .. thresholds.Where(static percent => percent is >= Late and < 100).Select(static percent => new Rung(RungKind.Spent, percent, AlertLevel.Warning)),
        new(RungKind.VeryLikely, 0, AlertLevel.Critical),
        .. thresholds.Where(static percent => percent >= 100).Select(static percent => new Rung(RungKind.Spent, percent, AlertLevel.Critical)),
    ];

    /// <summary>What was told before a window began is not taken back by it.</summary>
    private static bool Holds(Rung rung, BudgetState standing, double share, PeriodForecast? forecast, double limit, bool isHeld) => rung.Kind switch
    {
        RungKind.Likely => forecast is { } likely && Hysteresis.IsHigh(likely.P50.ToDouble(), limit, isHeld, ForecastSlack),
        RungKind.VeryLikely => forecast is { } likely && Hysteresis.IsHigh(likely.P10.ToDouble(), limit, isHeld, ForecastSlack),
        _ => share >= (isHeld ? rung.Percent / 100d * SpentSlack : standing.ShareOf(rung.Percent)),
    };

    private static bool IsFaster(BudgetState standing, Usd spent, DateTimeOffset now, bool isHeld)
    {
        if (standing.Pace is not { } pace || now >= standing.Period.End)
        {
            return false;
        }

        double end = spent.ToDouble() + (pace.PerDay.ToDouble() * (standing.Period.End - now).TotalDays);

        return pace.Factor >= (isHeld ? FasterSlack : Faster) * standing.Ramp && Hysteresis.IsHigh(end, standing.Budget.Limit.ToDouble(), isHeld, ForecastSlack);
    }

    private static Condition Describe(BudgetState standing, Usd spent, int step, Rung rung, DateTimeOffset now)
    {
        double share = spent.ToDouble() / standing.Budget.Limit.ToDouble();
        string used = $"{spent} of {standing.Budget.Limit} spent ({Wording.Percent(share)})";
        string title = rung switch
        {
            { Kind: RungKind.VeryLikely } => $"will very likely pass its budget: {Forecast(standing)} against {standing.Budget.Limit}",
            { Kind: RungKind.Likely } => $"heads past its budget: {Forecast(standing)} against {standing.Budget.Limit}",
            { Kind: RungKind.Pace } => $"is spent {Faster(standing.Pace!)}, and would not last at that pace",
            { Percent: >= 100 } => $"over budget: {used}",
            _ => used,
        };
        var facts = new List<string>();
        if (rung.Kind != RungKind.Spent)
        {
            facts.Add(used);
        }
        else if (standing.Forecast is not null)
        {
            facts.Add($"Forecast: {Forecast(standing)}");
        }

        if (rung.Kind != RungKind.Pace && IsFaster(standing, spent, now, isHeld: false))
        {
            facts.Add($"Spent {Faster(standing.Pace!)}");
        }

        facts.AddRange(Terms(standing));
        facts.Add($"The {Period(standing.Budget.Period)} ends {Wording.Instant(standing.Period.End, now)}");
        if (standing.Missing.Count > 0)
        {
            facts.Add(NotCounted(standing.Missing));
        }

        if (standing.Estimated is { } estimated && estimated > Usd.Zero)
        {
            facts.Add($"{estimated} of it is estimated, not billed yet");
        }

        return new Condition
        {
            Kind = Kind,
            Fingerprint = Fingerprint(standing),
            Scope = standing.Budget.Scope,
            Level = rung.Level,
            Step = step,
            Title = $"{Name(standing)}: {title}",
            Facts = facts,
            Measure = new(share, spent, FallingIsWorse: false),
        };

        static string Faster(SpendPace pace) => string.Create(CultureInfo.InvariantCulture, $"{pace.Factor:0.0} × as fast as {pace.Against}: {pace.PerDay}/d against {pace.Before}/d");
    }

    /// <summary>What is missing in a sum, as a sentence without its end.</summary>
    public static string NotCounted(IReadOnlyList<string> accounts) => $"The spend of {string.Join(", ", accounts)} is unknown and not counted";

    /// <summary>What holds now besides the budget itself.</summary>
    private static IEnumerable<string> Terms(BudgetState standing)
    {
        if (standing.Raised.Count > 0)
        {
            yield return $"{standing.Budget.Amount} and {standing.Budget.Extra} by {string.Join(" and ", standing.Raised.Select(static one => $"{one.Id} until {Wording.Instant(one.Until)}"))}";
        }

        if (standing.Window is { Factor: not null } window)
        {
            yield return $"{window.Id} lasts until {Wording.Instant(window.Until)}: told at {string.Join(", ", standing.Thresholds.Select(percent => Wording.Percent(standing.ShareOf(percent))))}";
        }
    }

    private static string Name(BudgetState standing) => standing.Budget.Period switch
    {
        BudgetPeriod.Day => $"Daily budget of {standing.Budget.Scope}",
        BudgetPeriod.Week => $"Weekly budget of {standing.Budget.Scope}",
        BudgetPeriod.Custom => $"Budget of {standing.Budget.Scope} {standing.Budget.PeriodText}",
        _ => $"Monthly budget of {standing.Budget.Scope}",
    };

    private static string Forecast(BudgetState standing) =>
        standing.Forecast is { } forecast ? $"{Period(standing.Budget.Period)}'s end at {forecast.P50} (P10 {forecast.P10} – P90 {forecast.P90})" : "unknown";

    private static string Period(BudgetPeriod period) => period == BudgetPeriod.Custom ? "period" : period.ToString().ToLowerInvariant();

    private enum RungKind
    {
        Spent,

        /// <summary>The forecast's middle is beyond the budget.</summary>
        Likely,

        /// <summary>The forecast's P10 is.</summary>
        VeryLikely,

        Pace,
    }

    /// <param name="Percent">Of a threshold.</param>
    private sealed record Rung(RungKind Kind, int Percent, AlertLevel Level);
}
