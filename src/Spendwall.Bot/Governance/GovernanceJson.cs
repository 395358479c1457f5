using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Exceptions;

namespace Spendwall.Bot.Governance;

/// <summary>Before and after, as the audit log keeps them: all that there is of the thing, so that the log alone tells the state.</summary>
internal static class GovernanceJson
{
    /// <param name="reason">What the change was said to be for; null: nothing was said.</param>
    public static string Of(Ownership ownership, string? reason = null)
    {
        var json = Of(ownership.Owner, "owner");
        json["source"] = ownership.Source;
        json["since"] = Instant(ownership.Since);
        json["lease_until"] = Instant(ownership.LeaseUntil);
        json["escalate_to"] = ownership.EscalateTo is { } other ? Of(other, "name") : null;
        json["channels"] = new JsonArray([.. ownership.Channels.Select(static channel => (JsonNode)channel)]);
        if (reason is not null)
        {
            json["reason"] = reason;
        }

        return json.ToJsonString();
    }

    public static string Of(Grant grant)
    {
        var json = Of(grant.Who, "who");
        json["level"] = grant.Level.ToString().ToLowerInvariant();
        json["limit_usd"] = grant.Limit?.Dollars;
        json["since"] = Instant(grant.Since);
        json["source"] = grant.Source;

        return json.ToJsonString();
    }

    public static string Of(Budget budget) => new JsonObject
    {
        ["usd"] = budget.Amount.Dollars,
        ["period"] = budget.Period.ToString().ToLowerInvariant(),
        ["from"] = Instant(budget.From),
        ["until"] = Instant(budget.Until),
        ["thresholds"] = budget.Thresholds,
        ["since"] = Instant(budget.Since),
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
        ["scope"] = happening.Scope.Text,
        ["added_at"] = Instant(happening.AddedAt),
        ["added_by"] = happening.AddedBy,
        ["channel"] = happening.Channel,
    }.ToJsonString();

    public static string Of(BudgetException exception) => new JsonObject
    {
        ["id"] = exception.Id,
        ["scope"] = exception.Scope.Text,
        ["period"] = exception.Period.ToString().ToLowerInvariant(),
        ["usd"] = exception.Amount.Dollars,
        ["reason"] = exception.Reason,
        ["evidence"] = exception.Evidence,
        ["state"] = exception.State.ToString().ToLowerInvariant(),
        ["requested_by"] = exception.RequestedBy,
        ["requested_name"] = exception.RequestedName,
        ["requested_at"] = Instant(exception.RequestedAt),
        ["channel"] = exception.Channel,
        ["lapses_at"] = Instant(exception.LapsesAt),
        ["until"] = Instant(exception.Until),
        ["approver"] = exception.Approver,
        ["approver_scope"] = exception.ApproverScope?.Text,
        ["needs_admin"] = exception.NeedsAdmin,
        ["decided_by"] = exception.DecidedBy,
        ["decided_name"] = exception.DecidedName,
        ["decided_at"] = Instant(exception.DecidedAt),
        ["note"] = exception.Note,
        ["ended_at"] = Instant(exception.EndedAt),
    }.ToJsonString();

    public static string Of(CreditLot lot) => new JsonObject
    {
        ["account"] = lot.Account,
        ["usd"] = lot.Amount.Dollars,
        ["bought_at"] = Instant(lot.BoughtAt),
        ["expires_at"] = Instant(lot.ExpiresAt),
        ["source"] = lot.Source,
        ["kind"] = lot.Kind.ToString().ToLowerInvariant(),
    }.ToJsonString();

    public static JsonObject Of(Principal principal, string name)
    {
        var identities = new JsonObject();
        foreach (var (platform, id) in principal.Identities)
        {
            identities[platform] = id;
        }

        return new JsonObject { [name] = principal.Name, ["kind"] = principal.Kind.ToString(), ["identities"] = identities };
    }

    /// <summary>To the millisecond, as the tables keep it.</summary>
    private static string? Instant(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
