using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Ledger.Events;

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

    public static string Of(SpendEvent happening) => new JsonObject
    {
        ["id"] = happening.Id,
        ["kind"] = happening.Kind.ToString().ToLowerInvariant(),
        ["name"] = happening.Name,
        ["cap_usd"] = happening.Cap?.Dollars,
        ["factor"] = happening.Factor,
        ["from"] = Instant(happening.From),
        ["until"] = Instant(happening.Until),
        ["source_id"] = happening.SourceId,
        ["used"] = happening.UsedAt is not null,
    }.ToJsonString();

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
