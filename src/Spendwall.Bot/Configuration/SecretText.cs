using System.Text.RegularExpressions;

namespace Spendwall.Bot.Configuration;

/// <summary>
/// A secret in a setting that is none, as in a connection string, in an address or where a file's name belongs: a fault
/// shows the value as written, and ends up in logs.
/// </summary>
internal static partial class SecretText
{
    private const string Masked = "***";

    /// <param name="key">The setting; what belongs to a <c>…File</c> key and looks like no file's name is the secret itself.</param>
    public static string Mask(string key, string value)
    {
        if (key.EndsWith("File", StringComparison.OrdinalIgnoreCase) && Opaque().IsMatch(value))
        {
            return Masked;
        }

        return Tokens().Replace(Passwords().Replace(UserInfo().Replace(value, "$1" + Masked + "@"), "$1" + Masked), Masked);
    }

    /// <summary>An address whose path is the secret, as watchers' check-in addresses are: only what it begins with, up to its host.</summary>
    public static string Address(string url)
    {
        string host = Host().Match(url).Value;

        return host == url ? url : host + Masked;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*://[^/?#\\\s]*[/?#]?", RegexOptions.IgnoreCase)]
    private static partial Regex Host();

    /// <summary>Thirty and more characters in one word with a digit in it: hexadecimal, Base64, the three parts of a Discord token.</summary>
    [GeneratedRegex(@"^(?=.*[0-9])[A-Za-z0-9+=_.-]{30,}\z")]
    private static partial Regex Opaque();

    /// <summary>The keys and tokens of the platforms begin alike: sk-or-v1-, sk-admin-, sk-proj-, xoxb-, xoxe., xapp-.</summary>
    [GeneratedRegex(@"(?<![A-Za-z0-9])(sk-|xox[a-z]-|xoxe\.|xapp-)[^\s""';,]+")]
    private static partial Regex Tokens();

    [GeneratedRegex(@"((?:password|pwd)\s*=\s*)(""[^""]*""|'[^']*'|[^;]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Passwords();

    [GeneratedRegex(@"([a-z][a-z0-9+.-]*://)[^/@\s]+@", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();
}
