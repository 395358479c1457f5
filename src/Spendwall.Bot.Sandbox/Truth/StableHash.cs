using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Spendwall.Bot.Sandbox.Truth;

/// <summary>Identifiers and noise that are the same for the same words on every machine and version.</summary>
internal static class StableHash
{
    public static string Hex(params ReadOnlySpan<object> parts) => Convert.ToHexStringLower(Digest(parts));

    public static Guid Uuid(params ReadOnlySpan<object> parts) => new(Digest(parts).AsSpan(0, 16));

    /// <summary>Noise from 0 up to, not including, 1: FNV-1a over the words, then SplitMix64's finish.</summary>
    public static double Fraction(params ReadOnlySpan<object> parts)
    {
        ulong hash = 14695981039346656037;
        foreach (object part in parts)
        {
            foreach (char letter in Convert.ToString(part, CultureInfo.InvariantCulture)!)
            {
                hash = unchecked((hash ^ letter) * 1099511628211);
            }

            hash = unchecked((hash ^ char.MaxValue) * 1099511628211);
        }

        hash = unchecked((hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9);
        hash = unchecked((hash ^ (hash >> 27)) * 0x94D049BB133111EB);

        return ((hash ^ (hash >> 31)) >> 11) / (double)(1UL << 53);
    }

    private static byte[] Digest(ReadOnlySpan<object> parts)
    {
        var text = new StringBuilder();
        foreach (object part in parts)
        {
            text.Append(Convert.ToString(part, CultureInfo.InvariantCulture)).Append('\0');
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
