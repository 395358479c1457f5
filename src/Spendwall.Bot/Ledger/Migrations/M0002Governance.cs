using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>What people agreed, and what was told: owners, budgets, mappings, incidents, deliveries.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("0002_governance")]
internal sealed class M0002Governance : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Table("principals").Text("name_key", "name", "kind").Key("name_key");
        migrationBuilder.Table("principal_identities").Text("name_key", "platform", "native_id").Key("name_key", "platform")
            .References("name_key", "principals", "name_key").Unique("platform", "native_id");
        migrationBuilder.Table("owners").Text("scope_key", "scope", "owner").Long("since").Text("source").Key("scope_key");
        migrationBuilder.Table("budgets").Text("scope_key").Int("period").Text("scope").Long("amount", "since").Text("source").Key("scope_key", "period");
        migrationBuilder.Table("map_entries").Identity<long>().Text("selector", "kind").MaybeText("value").MaybeLong("from").Text("actor").Long("set_at")
            .Index("selector", "kind");
        migrationBuilder.Table("incidents").Identity<long>("number").Text("account", "kind", "fingerprint", "scope").Int("state", "level", "step").Text("title")
            .Long("opened_at").MaybeLong("notified_at", "refreshed_at", "acknowledged_at").MaybeText("acted_by").MaybeLong("snoozed_until")
            .MaybeReal("snooze_measure").MaybeLong("snooze_amount", "resolved_at").Int("version").Text("detail")
            .Index("account", "state")
            .Index("IX_incidents_fingerprint", unique: true, "state <> 5", "fingerprint");
        migrationBuilder.Table("incident_transitions").Identity<long>().Long("incident", "at").Text("reason").Int("state", "level").Text("actor", "text")
            .Index("incident", "at");
        migrationBuilder.Table("skips").Identity<long>().Text("subject", "channel", "reason", "text").Long("first_at", "last_at").Int("times")
            .Index("subject", "last_at");
        migrationBuilder.Table("evaluations").Text("account").Long("first_at", "last_at").Key("account");
        migrationBuilder.Table("deliveries").Identity<long>().Text("subject", "channel").Int("kind").Text("reason", "key", "payload").Flag("mention")
            .Int("state", "attempts").Long("created_at", "next_attempt_at").MaybeLong("claimed_until", "sent_at").MaybeText("handle_channel", "handle_id", "error")
            .Unique("key").Index("state", "next_attempt_at").Index("subject", "channel");
    }
}
