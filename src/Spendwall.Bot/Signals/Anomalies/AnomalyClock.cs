namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>Spans of time as whole intervals.</summary>
internal static class AnomalyClock
{
    /// <summary>At least one.</summary>
    public static int Steps(TimeSpan span, TimeSpan step) => Math.Max(1, (int)Math.Round(span / step));
}
