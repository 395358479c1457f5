using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>A threshold that is entered at its value and left only when things are clearly better, so that nothing flaps.</summary>
internal static class Hysteresis
{
    /// <summary>By how much better than the threshold it must be.</summary>
    public const double Slack = 1.2;

    /// <summary>What a product of doubles may be off by.</summary>
    public const double Rounding = 1e-9;

    /// <summary>For a value that is bad when low.</summary>
    public static bool IsLow(double value, double threshold, bool held) => value <= threshold * ((held ? Slack : 1) + Rounding);

    public static bool IsLow(TimeSpan? value, TimeSpan threshold, bool held) => value is { } known && IsLow(known.TotalHours, threshold.TotalHours, held);

    /// <summary>For a value that is bad when high.</summary>
    public static bool IsHigh(double value, double threshold, bool held, double slack) => held ? value > threshold * slack : value > threshold;

    public static bool AtLeast(this Held? held, AlertLevel level) => held is not null && held.Level >= level;
}
