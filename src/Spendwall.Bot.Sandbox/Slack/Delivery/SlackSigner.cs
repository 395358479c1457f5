using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Spendwall.Bot.Sandbox.Slack.Delivery;

/// <summary>Signs a request as Slack does.</summary>
internal static class SlackSigner
{
    public const string SignatureHeader = "X-Slack-Signature";
    public const string TimestampHeader = "X-Slack-Request-Timestamp";

    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <param name="body">The bytes as they travel.</param>
    public static string Signature(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        byte[] head = Encoding.UTF8.GetBytes($"v0:{timestamp}:");
        byte[] whole = [.. head, .. body];

        return "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), whole));
    }
}
