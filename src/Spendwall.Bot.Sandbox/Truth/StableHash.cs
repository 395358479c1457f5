using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Spendwall.Bot.Sandbox.Truth;

/// <summary>Identifiers and noise that are the same for the same words on every machine and version.</summary>
internal static class StableHash
{
    public static string Hex(params ReadOnlySpan<object> parts) => Convert.ToHexStringLower(Digest(parts));

    public static Guid Uuid(params ReadOnlySpan<object> parts) => new(Digest(parts).AsSpan(0, 16));

    /// <summary>From 0 up to, not including, 1.</summary>
    public static double Fraction(params ReadOnlySpan<object> parts) =>
        (BinaryPrimitives.ReadUInt64LittleEndian(Digest(parts)) >> 11) / (double)(1UL << 53);

    private static byte[] Digest(ReadOnlySpan<object> parts)
    {
        var text = new StringBuilder();
        foreach (object part in parts)
        {
            text.Append(FormattableString.Invariant($"{part}")).Append('\0');
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
