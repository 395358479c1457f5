using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Ledger.Audit;

namespace Spendwall.Bot.Governance.Auditing;

/// <summary>Rebuilds the state from the audit log alone. Pure.</summary>
public static class AuditReplay
{
    /// <param name="log">In the order in which it was written.</param>
    public static AuditedState Of(IEnumerable<AuditRow> log)
    {
        var state = new AuditedState();
        foreach (var entry in log)
        {
            Apply(state, entry, Read(entry.Before), Read(entry.After));
        }

        return state;
    }

    private static void Apply(AuditedState state, AuditRow entry, JsonNode? before, JsonNode? after)
    {
        switch (entry.Action)
        {
            case "owner.set" or "owner.handover" or "owner.renew" or "owner.claim" when after is JsonObject json:
                state.Set(AuditFacts.Owner(entry.Subject), AuditFacts.OwnerOf(json, entry.At));
                Keep(state, json, "owner");
                if (json["escalate_to"] is JsonObject other)
                {
                    Keep(state, other, "name");
                }

                break;

            case "owner.clear":
                state.Remove(AuditFacts.Owner(entry.Subject));
                break;

            case "access.grant" when after is JsonObject json:
                state.Set(AuditFacts.Grant(entry.Subject, Text(json["who"])), AuditFacts.GrantOf(json));
                Keep(state, json, "who");
                break;

            case "access.revoke" when before is JsonObject json:
                state.Remove(AuditFacts.Grant(entry.Subject, Text(json["who"])));
                break;

            case "identity.link" when after is JsonArray identities:
                foreach (var identity in identities)
                {
                    state.Set(AuditFacts.Link(Text(identity)), new JsonObject { ["person"] = entry.Subject });
                }

                break;

            case "identity.unlink" when before is JsonArray identities:
                foreach (var identity in identities)
                {
                    state.Remove(AuditFacts.Link(Text(identity)));
                }

                break;

            case "budget.set" when after is JsonObject json:
                state.Set(AuditFacts.Budget(entry.Subject, Text(json["period"])), AuditFacts.BudgetOf(json, entry.At));
                break;

            case "budget.clear" when before is JsonArray budgets:
                foreach (var budget in budgets)
                {
                    state.Remove(AuditFacts.Budget(entry.Subject, Text(budget!["period"])));
                }

                break;

            case "map.set" when after is JsonArray entries:
                foreach (var mapped in entries)
                {
                    state.Set(state.Next(AuditFacts.Map(entry.Subject, Text(mapped!["kind"]))), AuditFacts.MapOf(mapped["value"], mapped["from"], entry.Actor));
                }

                break;

            case "event.add" or "event.end" when after is JsonObject json:
                string key = AuditFacts.Event(Text(json["id"]));
                string addedBy = entry.Action == "event.add" ? entry.Actor : Text(Read(state.Get(key))?["added_by"]);
                json["scope"] = entry.Subject;
                state.Set(key, AuditFacts.EventOf(json, addedBy));
                break;

            case "credits.add" when after is JsonObject json:
                state.Set(state.Next(AuditFacts.Lot(Text(json["account"]))), AuditFacts.LotOf(json));
                break;
        }
    }

    /// <summary>What a name was known by when it was last written.</summary>
    private static void Keep(AuditedState state, JsonObject principal, string name) => state.Set(AuditFacts.Principal(Text(principal[name])), AuditFacts.PrincipalOf(principal, name));

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

    private static JsonNode? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            // An entry that nobody of us wrote tells no state.
            return null;
        }
    }
}
