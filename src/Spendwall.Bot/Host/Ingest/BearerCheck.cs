using System.Security.Cryptography;
using System.Text;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host.Ingest;

/// <summary>Whether a request carries the bearer secret of its door.</summary>
internal sealed class BearerCheck(Secret secret)
{
    private readonly byte[] expected = Hash(secret.Reveal());

    /// <summary>Hashes have one length: neither it nor the secret shows in the time that this takes.</summary>
    public bool Allows(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string header = request.Headers.Authorization.ToString();

        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), expected);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
