using System.Text.Json.Nodes;

namespace Spendwall.Bot.Governance;

/// <summary>Before and after, as the audit log keeps them.</summary>
internal static class GovernanceJson
{
    public static string Of(Ownership ownership)
    {
        var identities = new JsonObject();
        foreach (var (platform, id) in ownership.Owner.Identities)
        {
            identities[platform] = id;
        }

        return new JsonObject
        {
            ["owner"] = ownership.Owner.Name,
            ["kind"] = ownership.Owner.Kind.ToString(),
            ["identities"] = identities,
            ["source"] = ownership.Source,
        }.ToJsonString();
    }

    public static string Of(Budget budget) => new JsonObject
    {
        ["usd"] = budget.Amount.Dollars,
        ["period"] = budget.Period.ToString().ToLowerInvariant(),
        ["source"] = budget.Source,
    }.ToJsonString();
}
