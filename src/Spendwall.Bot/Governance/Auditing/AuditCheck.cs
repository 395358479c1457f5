using System.Text.Json.Nodes;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Access;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Owners;

namespace Spendwall.Bot.Governance.Auditing;

/// <summary>Holds the tables against the audit log.</summary>
public sealed class AuditCheck(
    AuditLog audit, OwnerStore owners, GrantStore grants, LinkStore links, BudgetStore budgets, MappingStore mappings, EventStore events, ISpendLedger ledger, SpendwallOptions options)
{
    /// <returns>A line for each thing that the log and the tables do not agree on.</returns>
    public async Task<IReadOnlyList<string>> DifferencesAsync(CancellationToken cancellationToken) =>
        AuditReplay.Of(await audit.AllAsync(cancellationToken)).Differences(await TablesAsync(cancellationToken));

    /// <summary>The same facts as the tables have them.</summary>
    public async Task<AuditedState> TablesAsync(CancellationToken cancellationToken)
    {
        var state = new AuditedState();
        var entries = await owners.PeopleAsync(cancellationToken);
        var people = new People(entries);
        foreach (var principal in entries.Principals)
        {
            state.Set(AuditFacts.Principal(principal.Name), AuditFacts.PrincipalOf(GovernanceJson.Of(people.Written(principal.Name), "name"), "name"));
        }

        foreach (var entry in await owners.AllAsync(cancellationToken))
        {
            var ownership = new Ownership(entry.Scope, people.Written(entry.Owner), entry.Since, entry.Source)
            {
                LeaseUntil = entry.LeaseUntil,
                EscalateTo = entry.EscalateTo is { } other ? people.Written(other) : null,
                Channels = entry.Channels,
            };
            state.Set(AuditFacts.Owner(entry.Scope.Text), AuditFacts.OwnerOf(Json(GovernanceJson.Of(ownership)), entry.Since));
        }

        foreach (var entry in await grants.AllAsync(cancellationToken))
        {
            var grant = new Grant(entry.Scope, people.Written(entry.Who), (AccessLevel)entry.Level, entry.Since, entry.Source) { Limit = entry.Limit };
            state.Set(AuditFacts.Grant(entry.Scope.Text, entry.Who), AuditFacts.GrantOf(Json(GovernanceJson.Of(grant))));
        }

        foreach (var link in await links.AllAsync(cancellationToken))
        {
            state.Set(AuditFacts.Link(link.Identity), new JsonObject { ["person"] = link.Person });
        }

        foreach (var entry in await budgets.AllAsync(cancellationToken))
        {
            var json = Json(GovernanceJson.Of(new Budget(entry.Scope, entry.Amount, entry.Period, entry.Since, entry.Source)));
            state.Set(AuditFacts.Budget(entry.Scope.Text, json["period"]!.GetValue<string>()), AuditFacts.BudgetOf(json, entry.Since));
        }

        await AddedAsync(state, cancellationToken);

        return state;
    }

    /// <summary>What is only ever added.</summary>
    private async Task AddedAsync(AuditedState state, CancellationToken cancellationToken)
    {
        foreach (var entry in (await mappings.ReadAsync(cancellationToken)).Entries.Where(static entry => entry.Id > 0).OrderBy(static entry => entry.Id))
        {
            var from = entry.From is { } instant ? JsonValue.Create(AuditFacts.Instant(instant)) : null;
            state.Set(state.Next(AuditFacts.Map(entry.Selector.Text, entry.Kind)), AuditFacts.MapOf(entry.Value, from, entry.Source));
        }

        foreach (var happening in await events.SinceAsync(DateTimeOffset.MinValue, cancellationToken))
        {
            var json = Json(GovernanceJson.Of(happening));
            json["scope"] = happening.Scope.Text;
            state.Set(AuditFacts.Event(happening.Id), AuditFacts.EventOf(json, happening.AddedBy));
        }

        foreach (var account in options.Accounts)
        {
            foreach (var lot in (await ledger.LotsAsync(account.Name, cancellationToken)).Where(static lot => lot.Source == "typed").OrderBy(static lot => lot.Id))
            {
                state.Set(state.Next(AuditFacts.Lot(account.Name)), AuditFacts.LotOf(Json(GovernanceJson.Of(lot))));
            }
        }
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
