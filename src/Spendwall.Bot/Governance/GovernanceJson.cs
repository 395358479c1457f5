using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Exceptions;

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
        ["from"] = budget.From is { } from ? Instant(from) : null,
        ["until"] = budget.Until is { } until ? Instant(until) : null,
        ["thresholds"] = budget.Thresholds,
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
        ["decided_at"] = exception.DecidedAt is { } decided ? Instant(decided) : null,
        ["note"] = exception.Note,
        ["ended_at"] = exception.EndedAt is { } ended ? Instant(ended) : null,
    }.ToJsonString();

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
