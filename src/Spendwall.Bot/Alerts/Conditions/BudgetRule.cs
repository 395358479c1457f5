using System.Globalization;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>Where a budget stands in its period.</summary>
/// <param name="Spent">Estimates included; null: unknown.</param>
/// <param name="Estimated">The part of <paramref name="Spent"/> that is not billed yet.</param>
/// <param name="Forecast">Of the whole period; null: not enough is known.</param>
public sealed record BudgetState(Budget Budget, UtcRange Period, Usd? Spent, Usd? Estimated, PeriodForecast? Forecast)
{
    /// <summary>Until it is spent, from now; a quantile after the period's end is null. Null: not enough is known.</summary>
    public RunwayForecast? Runway { get; init; }

    /// <summary>Accounts whose spend is not known: what is known is the least that was spent.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Null: the spend is not known.</summary>
    public Usd? Remaining => Budget.Amount - Spent;

    /// <summary>How a binding constraint is named.</summary>
    public string Text => $"budget:{Budget.Scope.Text}/{Budget.Period.ToString().ToLowerInvariant()}";
}

/// <summary>
/// Half, three quarters, nine tenths and all of a budget spent, and a forecast beyond it: rungs of one ladder, of which
/// only the highest speaks. A new period is a new trouble.
/// </summary>
internal static class BudgetRule
{
    public const string Kind = "budget";

    /// <summary>A bill that is corrected by less than this changes no rung.</summary>
    private const double SpentSlack = 0.98;

    private const double ForecastSlack = 0.95;

    /// <summary>From the lowest; the index is the step less one.</summary>
    private static readonly AlertLevel[] Rungs =
        [AlertLevel.Notice, AlertLevel.Warning, AlertLevel.Warning, AlertLevel.Warning, AlertLevel.Critical, AlertLevel.Critical];

    public static string Fingerprint(BudgetState standing) => string.Create(
        CultureInfo.InvariantCulture, $"{Kind} {standing.Budget.Scope} {standing.Budget.Period} {standing.Period.Start:yyyy-MM-dd}");

    public static Finding Judge(BudgetState standing, Held? held, DateTimeOffset now)
    {
        string fingerprint = Fingerprint(standing);
        if (standing.Spent is not { } spent)
        {
            return new Finding.Unknown(fingerprint, "The spend is not known.");
        }

        double limit = standing.Budget.Amount.ToDouble();
        if (limit <= 0)
        {
            return new Finding.Cleared(fingerprint, "There is no limit.");
        }

        // Half of all days end above their middle: a day's budget is told only when it will very likely be passed.
        var forecast = standing is { Budget.Period: BudgetPeriod.Day, Forecast: { } day } ? day with { P50 = day.P10 } : standing.Forecast;
        int step = Step(spent.ToDouble() / limit, forecast, limit, held?.Step ?? 0);

        return step == 0
            ? new Finding.Cleared(fingerprint, $"{Name(standing)}: {spent} of {standing.Budget.Amount} spent")
            : new Finding.Holds(Describe(standing, spent, step, now));
    }

    private static int Step(double share, PeriodForecast? forecast, double limit, int held)
    {
        bool Spent(double threshold, int step) => held >= step ? share >= threshold * SpentSlack : share >= threshold;
        bool Ends(Usd? quantile, int step) => quantile is { } usd && Hysteresis.IsHigh(usd.ToDouble(), limit, held >= step, ForecastSlack);

        return Spent(1, 6) ? 6
            : Ends(forecast?.P10, 5) ? 5
            : Spent(0.9, 4) ? 4
            : Ends(forecast?.P50, 3) ? 3
            : Spent(0.75, 2) ? 2
            : Spent(0.5, 1) ? 1
            : 0;
    }

    private static Condition Describe(BudgetState standing, Usd spent, int step, DateTimeOffset now)
    {
        double share = spent.ToDouble() / standing.Budget.Amount.ToDouble();
        string used = $"{spent} of {standing.Budget.Amount} spent ({Wording.Percent(share)})";
        string title = step switch
        {
            6 => $"over budget: {used}",
            5 => $"will very likely pass its budget: {Forecast(standing)} against {standing.Budget.Amount}",
            3 => $"heads past its budget: {Forecast(standing)} against {standing.Budget.Amount}",
            _ => used,
        };
        var facts = new List<string>();
        if (step is 3 or 5)
        {
            facts.Add(used);
        }
        else if (standing.Forecast is not null)
        {
            facts.Add($"Forecast: {Forecast(standing)}");
        }

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
            Level = Rungs[step - 1],
            Step = step,
            Title = $"{Name(standing)}: {title}",
            Facts = facts,
            Measure = new(share, spent, FallingIsWorse: false),
        };
    }

    /// <summary>What is missing in a sum, as a sentence without its end.</summary>
    public static string NotCounted(IReadOnlyList<string> accounts) => $"The spend of {string.Join(", ", accounts)} is unknown and not counted";

    private static string Name(BudgetState standing) => $"{Period(standing.Budget.Period) switch { "day" => "Daily", "week" => "Weekly", _ => "Monthly" }} budget of {standing.Budget.Scope}";

    private static string Forecast(BudgetState standing) =>
        standing.Forecast is { } forecast ? $"{Period(standing.Budget.Period)}'s end at {forecast.P50} (P10 {forecast.P10} – P90 {forecast.P90})" : "unknown";

    private static string Period(BudgetPeriod period) => period.ToString().ToLowerInvariant();
}
