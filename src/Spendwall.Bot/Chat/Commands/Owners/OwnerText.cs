using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands.Owners;

/// <summary>Ownerships in words and as JSON. Pure.</summary>
internal static class OwnerText
{
    public static string Lease(Ownership ownership, DateTimeOffset now) => ownership switch
    {
        { LeaseUntil: null } => "no lease",
        { LeaseUntil: { } end } when end <= now => $"stale since {Day(end)}",
        { LeaseUntil: { } end } => $"until {Day(end)}",
    };

    /// <summary>What people should know of the ownership beside who it is.</summary>
    public static string Terms(Ownership ownership, DateTimeOffset now)
    {
        string lease = ownership.LeaseUntil is not { } end
            ? ownership.Source == OwnerBook.FromSettings ? "It is in the settings, without a lease." : "It has no lease."
            : end <= now
                ? $"Its lease was over on {Day(end)}: it is still {ownership.Owner.Name}'s until somebody renews it or hands it over."
                : $"Its lease ends on {Day(end)}.";
        string channels = ownership.Channels.Count > 0 ? $" It is told of in {string.Join(", ", ownership.Channels)}." : "";
        string escalation = ownership.EscalateTo is { } other ? $" Escalations go to {other.Name}." : "";

        return lease + channels + escalation;
    }

    /// <summary>The scopes that were looked at, the most specific first, and which one decided.</summary>
    public static ChatBlock Chain(IReadOnlyList<Ownership> chain, OwnerMatch? match, DateTimeOffset now)
    {
        if (chain.Count == 0)
        {
            return new ChatBlock.Line("No scope that it lies in has an owner.");
        }

        var rows = chain.Select(IReadOnlyList<string> (ownership) =>
        [
            ownership.Scope.ToString(),
            ownership.Owner.Name,
            Lease(ownership, now),
            match is null ? "not in all of its accounts" : ownership.Scope.Equals(match.Ownership.Scope) ? "decides: the most specific" : "wider",
        ]).ToList();

        return new ChatBlock.Table(["Looked at", "Owner", "Lease", "Why"], rows, [false, false, false, false]);
    }

    public static string Pings(Principal owner) => owner.Identities.Count == 0
        ? $"{owner.Name} is known on no platform, so alerts name but do not ping: add an id, such as slack:U0123ABCD."
        : $"Alerts ping {Ids(owner)}.";

    public static string Ids(Principal owner) => owner.Identities.Count == 0 ? "a name only" : string.Join(", ", owner.Identities.Select(static identity => $"{identity.Key}:{identity.Value}"));

    public static JsonObject Json(Scope scope, OwnerMatch? match, DateTimeOffset now)
    {
        var ownership = match?.Ownership;

        return new JsonObject
        {
            ["scope"] = scope.Text,
            ["owner"] = ownership?.Owner.Name,
            ["inherited_from"] = match?.InheritedFrom?.Text,
            ["lease_until"] = AnswerJson.Of(ownership?.LeaseUntil),
            ["stale"] = ownership?.IsStale(now),
            ["escalate_to"] = ownership?.EscalateTo?.Name,
            ["channels"] = AnswerJson.Array(ownership?.Channels ?? []),
        };
    }

    private static string Day(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
