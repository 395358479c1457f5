using System.Globalization;

namespace Spendwall.Bot.Chat.Discord.Api;

/// <summary>What an answer says of its bucket. The reset is taken as a wait from now: clocks differ.</summary>
/// <param name="Bucket">The bucket's hash; null when the route has no limit, or nothing was said.</param>
internal sealed record RateHeaders(string? Bucket, int Limit, int Remaining, TimeSpan ResetAfter)
{
    public static RateHeaders Read(HttpResponseMessage response)
    {
        string? bucket = Text(response, "X-RateLimit-Bucket");

        return bucket is not null && Number(response, "X-RateLimit-Limit") is { } limit and > 0 && Number(response, "X-RateLimit-Remaining") is { } remaining
            && Number(response, "X-RateLimit-Reset-After") is { } after
            ? new(bucket, (int)limit, Math.Max(0, (int)remaining), TimeSpan.FromSeconds(Math.Clamp(after, 0, 86_400)))
            : new(null, 0, 0, TimeSpan.Zero);
    }

    /// <summary><c>user</c>, <c>global</c> or <c>shared</c>, of a 429.</summary>
    public static string Scope(HttpResponseMessage response) => Text(response, "X-RateLimit-Scope") ?? "";

    public static bool IsGlobal(HttpResponseMessage response) => string.Equals(Text(response, "X-RateLimit-Global"), "true", StringComparison.OrdinalIgnoreCase);

    private static double? Number(HttpResponseMessage response, string name) =>
        double.TryParse(Text(response, name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number < 1e9 ? number : null;

    private static string? Text(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;
}
