using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Spendwall.Bot.Providers.Http;

/// <summary>When a provider says to come back, in the forms in which they say it.</summary>
internal static class RetryAfterHeader
{
    /// <summary>
    /// <c>retry-after-ms</c>, <c>Retry-After</c> in seconds (whole or not) or as a date, or on a 429
    /// <c>X-RateLimit-Reset</c> as a Unix time in seconds or milliseconds. A date counts from the answer's own date, so a wrong clock here does no harm.
    /// </summary>
    /// <returns>Never negative; null when nothing readable is said.</returns>
    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        var headers = response.Headers;
        now = headers.Date ?? now;
        if (Number(headers, "retry-after-ms") is { } milliseconds)
        {
            return Bounded(TimeSpan.FromMilliseconds((double)milliseconds));
        }

        if (Number(headers, "Retry-After") is { } seconds)
        {
            return Bounded(TimeSpan.FromSeconds((double)seconds));
        }

        if (Text(headers, "Retry-After") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            return Bounded(date - now);
        }

        // The window's end is a word on pace only: trouble of the server's own does not last that long.
        return response.StatusCode != HttpStatusCode.TooManyRequests ? null : Number(headers, "X-RateLimit-Reset") switch
        {
            >= 1_000_000_000_000 and <= 253_402_300_799_000 and { } unix => Bounded(DateTimeOffset.FromUnixTimeMilliseconds((long)unix) - now),
            >= 1_000_000_000 and < 1_000_000_000_000 and { } unix when unix <= 253_402_300_799 => Bounded(DateTimeOffset.FromUnixTimeSeconds((long)unix) - now),
            _ => null,
        };
    }

    private static TimeSpan Bounded(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    private static decimal? Number(HttpResponseHeaders headers, string name) =>
        decimal.TryParse(Text(headers, name), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal number) && Math.Abs(number) < 1e15m
            ? number
            : null;

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;
}
