using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Spendwall.Bot.Chat.Slack.Transport;

/// <summary>Slack's signature over a request: https://docs.slack.dev/authentication/verifying-requests-from-slack/</summary>
public static class SlackSignature
{
    public const string Header = "X-Slack-Signature";

    public const string TimestampHeader = "X-Slack-Request-Timestamp";

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    /// <summary>Signs a body.</summary>
    /// <param name="timestamp">Unix time in seconds, as the header says it.</param>
    /// <returns><c>v0=</c> and 64 lowercase hex digits.</returns>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes($"v0:{timestamp}:"));
        hmac.AppendData(body);

        return "v0=" + Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    /// <summary>Whether Slack signed these very bytes within five minutes of now, before or after.</summary>
    /// <param name="timestamp">The header as it came; missing, empty or no whole number is no.</param>
    public static bool IsValid(string secret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (secret.Length == 0 || timestamp is null || signature is null
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            || Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)Window.TotalSeconds)
        {
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(secret, timestamp, body)), Encoding.UTF8.GetBytes(signature));
    }
}
