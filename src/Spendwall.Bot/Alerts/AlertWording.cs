using System.Globalization;

namespace Spendwall.Bot.Alerts;

/// <summary>How durations, shares and instants read in alerts; the same words as Chat's, which lies to the right of here.</summary>
internal static class AlertWording
{
    /// <summary><c>42 min</c>, <c>31 h</c>, <c>3 d 4 h</c>, <c>23 d</c>: two figures at most.</summary>
    public static string Duration(TimeSpan span)
    {
        span = span.Duration();
        if (span < TimeSpan.FromMinutes(1))
        {
            return "under a minute";
        }

        if (span < TimeSpan.FromHours(1))
        {
            return Text($"{(int)span.TotalMinutes} min");
        }

        int hours = (int)Math.Round(span.TotalHours, MidpointRounding.AwayFromZero);
        if (span < TimeSpan.FromHours(48))
        {
            return Text($"{hours} h");
        }

        return span >= TimeSpan.FromDays(14) || hours % 24 == 0
            ? Text($"{(int)Math.Round(span.TotalDays, MidpointRounding.AwayFromZero)} d")
            : Text($"{hours / 24} d {hours % 24} h");
    }

    /// <summary>A forecast that reaches beyond the horizon is null.</summary>
    public static string Duration(TimeSpan? span) => span is { } known ? Duration(known) : "over a year";

    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>With its distance from now.</summary>
    public static string Instant(DateTimeOffset instant, DateTimeOffset now) =>
        $"{Instant(instant)} ({(instant > now ? $"in {Duration(instant - now)}" : $"{Duration(now - instant)} ago")})";

    public static string Percent(double ratio) => Text($"{Math.Round(ratio * 100)} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
