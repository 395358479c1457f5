using System.Security.Cryptography;
using System.Text;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Governance;

/// <summary>A short name for the ownership of a scope, such as <c>O-3f9a21c0</c>: a button has no room for a long scope.</summary>
public static class OwnershipId
{
    public static string Of(Scope scope) => "O-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scope.Text.ToLowerInvariant())).AsSpan(0, 4));

    public static Ownership? Find(IEnumerable<Ownership> all, string id) => all.FirstOrDefault(ownership => Of(ownership.Scope).Equals(id, StringComparison.OrdinalIgnoreCase));
}
