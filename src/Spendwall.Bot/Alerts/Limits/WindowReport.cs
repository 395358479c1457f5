using System.Globalization;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>A window that ended: what its scope was before, what was expected of it, and what it was. Pure.</summary>
/// <param name="Before">The week before it.</param>
/// <param name="Measured">Against the same hours of the week before.</param>
/// <param name="Incidents">Those that opened inside it.</param>
public sealed record WindowReport(SpendEvent Window, ScopeUse? Before, ScopeUse? Inside, MeteredEvent Measured, IReadOnlyList<Incident> Incidents)
{
    private const int BeforeDays = 7;

    private const int MostNamed = 5;

    /// <summary>The whole hours that it touches.</summary>
    public static UtcRange Hours(SpendEvent window) => new(window.From.FloorHour(), window.Until.FloorHour() == window.Until ? window.Until : window.Until.FloorHour().AddHours(1));

    /// <summary>The week before it, by whole hours.</summary>
    public static UtcRange WeekBefore(SpendEvent window) => new(window.From.FloorHour().AddDays(-BeforeDays), window.From.FloorHour());

    /// <summary>Times the expected that it cost; null: unknown, or nothing was expected.</summary>
    public double? Times => IsKnown && Measured.Total.Expected > Usd.Zero ? Measured.Total.Actual.ToDouble() / Measured.Total.Expected.ToDouble() : null;

    /// <summary>It kept to what it was allowed; null: unknown.</summary>
    public bool? IsWithin => IsKnown ? Measured.Total.Extra <= Measured.Allowed : null;

    /// <summary>What of the rise its alerts were quiet about.</summary>
    public Usd Explained => IsKnown && Window.UsedAt is not null ? Usd.Max(Usd.Min(Measured.Total.Extra, Measured.Allowed), Usd.Zero) : Usd.Zero;

    private bool IsKnown => Measured.Accounts > 0;

    public AlertPost.Note ToNote()
    {
        double days = Hours(Window).Length.TotalDays;

        return new($"{EventMatcher.Names([Window])} ended {Wording.Instant(Window.Until)}: {Verdict()}", $"{Window.Scope}, {Wording.Duration(Window.Until - Window.From)} long")
        {
            Level = IsWithin == false ? AlertLevel.Warning : AlertLevel.Notice,
            Lines =
            [
                IsKnown
                    ? $"{Measured.Total.Actual} in all, {Measured.Total.Expected} expected: {Wording.WithSign(Measured.Total.Extra)}, of the {Measured.Allowed} more allowed. {(Explained > Usd.Zero ? $"{Explained} of it was explained without calling anyone" : "It explained nothing: no alert was quiet because of it")}"
                    : "Usage of these hours was not seen, so nothing is said of it",
                Incidents.Count == 0
                    ? "No incident opened while it lasted"
                    : $"{Wording.Number(Incidents.Count, "incident")} opened while it lasted: {string.Join(", ", Incidents.Take(MostNamed).Select(static incident => $"{incident.Id} ({incident.Level.ToString().ToLowerInvariant()})"))}",
            ],
            Table = new(
                ["A day", "Before", "Inside", "Expected", "Allowed"],
                [
                    ["Spend", PerDay(Before?.Cost, BeforeDays), PerDay(Inside?.Cost, days), PerDay(IsKnown ? Measured.Total.Expected : null, days), PerDay(IsKnown ? Measured.Total.Expected + Measured.Allowed : null, days)],
                    ["Requests", Count(Before?.Requests, BeforeDays), Count(Inside?.Requests, days), "", ""],
                    ["USD per request", Wording.Money(Before?.PerRequest), Wording.Money(Inside?.PerRequest), "", ""],
                ],
                [false, true, true, true, true]),
            Footer = ["before: the week before it; expected: the same hours of that week, without those of incidents"],
        };
    }

    /// <summary>How many times the expected it cost, and whether it kept to what it was allowed.</summary>
    public string Verdict()
    {
        string verdict = IsWithin switch
        {
            true => $"within {Ramp()}",
            false => $"over {Ramp()} by {Measured.Total.Extra - Measured.Allowed}",
            null => "what it cost against the expected is unknown",
        };

        return Times is { } factor ? string.Create(CultureInfo.InvariantCulture, $"{factor:0.0#} × the expected, {verdict}") : verdict;
    }

    private string Ramp() => Window switch
    {
        { Factor: { } factor, Cap: { } cap } => string.Create(CultureInfo.InvariantCulture, $"its ramp of {factor:0.##} × and its cap of {cap}"),
        { Factor: { } factor } => string.Create(CultureInfo.InvariantCulture, $"its ramp of {factor:0.##} ×"),
        _ => $"its cap of {Window.Cap}",
    };

    private static string PerDay(Usd? sum, double days) => Wording.Money(sum is { } usd && days > 0 ? new Usd((long)(usd.Nanos / days)) : null);

    private static string Count(long? requests, double days) => Wording.Count(requests is { } count && days > 0 ? (long)Math.Round(count / days) : null);
}
