using System.Text.RegularExpressions;

namespace Spendwall.Bot.Providers.Errors;

/// <summary>Makes a provider's words fit to show: one line, no key, no address, at most 200 characters.</summary>
internal static partial class ForeignText
{
    private const int Longest = 200;
    private const int Considered = 2000;

    /// <param name="secrets">Texts that must never show, whatever they look like.</param>
    public static string Clean(string text, params ReadOnlySpan<string> secrets)
    {
        foreach (string secret in secrets)
        {
            text = secret.Length > 0 ? text.Replace(secret, "***", StringComparison.Ordinal) : text;
        }

        // The patterns below need not look at what is cut off anyway.
        text = text.Length > Considered ? text[..Considered] : text;
        text = Keys().Replace(text, "***");
        text = Addresses().Replace(text, "***");
        text = Blanks().Replace(text, " ").Trim();
        if (text.Length <= Longest)
        {
            return text;
        }

        // Half of a surrogate pair is no text.
        int end = char.IsHighSurrogate(text[Longest - 2]) ? Longest - 2 : Longest - 1;

        return text[..end] + "…";
    }

    [GeneratedRegex(@"\b(sk|sess)-[A-Za-z0-9_\-\*\.]{4,}|(?<=Bearer )\S+")]
    private static partial Regex Keys();

    [GeneratedRegex(@"[\w.+\-]+@[\w\-]+\.[\w.\-]+")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+")]
    private static partial Regex Blanks();
}
