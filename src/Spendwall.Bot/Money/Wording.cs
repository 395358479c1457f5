using System.Globalization;

namespace Spendwall.Bot.Money;

/// <summary>How figures read in every message: one place, so that the same figure never looks like two.</summary>
public static class Wording
{
    public const string Unknown = "unknown";

    public static string Money(Usd? usd) => usd?.ToString() ?? Unknown;

    /// <summary><c>+$41.20</c>, <c>-$3.00</c>, <c>±$0.00</c>.</summary>
    public static string WithSign(Usd usd) => usd.Nanos switch
    {
        > 0 => $"+{usd}",
        0 => $"±{usd}",
        _ => usd.ToString(),
    };

    /// <summary><c>$1.84/h</c>.</summary>
    public static string Rate(Usd? usdPerHour) => usdPerHour is { } rate ? $"{rate}/h" : Unknown;

    /// <summary>0.123 as <c>12 %</c>, 0.004 as <c>0.4 %</c>.</summary>
    public static string Percent(double ratio)
    {
        double percent = ratio * 100;

        return double.IsFinite(percent) ? percent.ToString(Math.Abs(percent) is > 0 and < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture) + " %" : Unknown;
    }

    /// <summary><c>+$41.20 (+12 %)</c>; without the percentage when there was nothing before.</summary>
    public static string Change(Usd from, Usd to)
    {
        if (from.Nanos <= 0)
        {
            return WithSign(to - from);
        }

        double ratio = (to - from).ToDouble() / from.ToDouble();

        return $"{WithSign(to - from)} ({(ratio > 0 ? "+" : "")}{Percent(ratio)})";
    }

    public static string Count(long? count) => count?.ToString("#,0", CultureInfo.InvariantCulture) ?? Unknown;

    /// <summary><c>12.3M</c>, for columns.</summary>
    public static string Compact(long? count) => count switch
    {
        null => Unknown,
        >= 1_000_000_000 => Scaled(count.Value / 1e9, "G"),
        >= 1_000_000 => Scaled(count.Value / 1e6, "M"),
        >= 100_000 => Scaled(count.Value / 1e3, "k"),
        _ => Count(count),
    };

    /// <summary><c>42 min</c>, <c>31 h</c>, <c>3 d 4 h</c>, <c>23 d</c>: two figures at most; the sign is dropped.</summary>
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

        if (span < TimeSpan.FromHours(48))
        {
            int hours = (int)Math.Round(span.TotalHours, MidpointRounding.AwayFromZero);

            return Text($"{hours} h");
        }

        int whole = (int)Math.Round(span.TotalHours, MidpointRounding.AwayFromZero);
        if (span >= TimeSpan.FromDays(14) || whole % 24 == 0)
        {
            return Text($"{(int)Math.Round(span.TotalDays, MidpointRounding.AwayFromZero)} d");
        }

        return Text($"{whole / 24} d {whole % 24} h");
    }

    /// <summary>A forecast that reaches beyond the horizon is null.</summary>
    public static string Duration(TimeSpan? span) => span is { } known ? Duration(known) : "over a year";

    /// <summary><c>2026-11-21 06:00 UTC</c>.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary><c>2026-11-21 06:00 UTC (in 31 h)</c>, or <c>(31 h ago)</c>.</summary>
    public static string Instant(DateTimeOffset instant, DateTimeOffset now)
    {
        string distance = Duration(instant - now);

        return $"{Instant(instant)} ({(instant > now ? $"in {distance}" : $"{distance} ago")})";
    }

    /// <summary><c>1 account</c>, <c>3 accounts</c>.</summary>
    public static string Number(int count, string thing) => Text($"{count} {thing}{(count == 1 ? "" : "s")}");

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><c>as of 2026-11-21 06:00 UTC (4 min ago)</c>, or that nothing is known yet.</summary>
    public static string AsOf(DateTimeOffset? instant, DateTimeOffset now) => instant is { } known ? $"as of {Instant(known, now)}" : "no data yet";

    /// <summary><c>a, b or c</c>.</summary>
    public static string AnyOf(IReadOnlyList<string> choices) => choices.Count switch
    {
        0 => "",
        1 => choices[0],
        _ => $"{string.Join(", ", choices.Take(choices.Count - 1))} or {choices[^1]}",
    };

    /// <summary><c>Did you mean a or b? </c>, or nothing.</summary>
    public static string DidYouMean(IReadOnlyList<string> nearest) => nearest.Count == 0 ? "" : $"Did you mean {AnyOf(nearest)}? ";

    private static string Scaled(double value, string unit) => value.ToString(value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture) + unit;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
