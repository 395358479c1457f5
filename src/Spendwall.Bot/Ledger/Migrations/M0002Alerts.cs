using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>Owners, budgets, incidents and the outbox. Never changed once released: a change is a migration of its own.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("0002_alerts")]
internal sealed class M0002Alerts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Table("owners").Text("scope_key", "scope", "owner").Long("since").Text("source").Key("scope_key");
        migrationBuilder.Table("principals").Text("name_key", "name", "kind").Key("name_key");
        migrationBuilder.Table("principal_identities").Text("name_key", "platform", "native_id").References("name_key", "principals", "name_key")
            .Key("name_key", "platform").Unique("platform", "native_id");
        migrationBuilder.Table("budgets").Text("scope_key").Int("period").Text("scope").Long("amount", "since").Text("source").Key("scope_key", "period");
        Incidents(migrationBuilder);
        migrationBuilder.Table("deliveries").Identity<long>().Text("subject", "channel").Int("kind").Text("reason", "key", "payload").Flag("mention").Int("state", "attempts")
            .Long("created_at", "next_attempt_at").MaybeLong("claimed_until", "sent_at").MaybeText("handle_channel", "handle_id", "error")
            .Unique("key").Index("state", "next_attempt_at").Index("subject", "channel");
    }

    private static void Incidents(MigrationBuilder builder)
    {
        builder.Table("incidents").Identity<long>().Text("account", "kind", "fingerprint", "scope").Int("state", "level", "step").Text("title").Long("opened_at")
            .MaybeLong("notified_at", "refreshed_at", "acknowledged_at").MaybeText("acted_by").MaybeLong("snoozed_until").MaybeReal("snooze_measure")
            .MaybeLong("snooze_amount", "resolved_at").Int("version").Text("detail")
            .Index("account", "state").Index("IX_incidents_fingerprint", unique: true, "state <> 5", "fingerprint");
        builder.Table("incident_transitions").Identity<long>().Long("incident", "at").Text("reason").Int("state", "level").Text("actor", "text").Index("incident", "at");
        builder.Table("skips").Identity<long>().Text("subject", "channel", "reason", "text").Long("first_at", "last_at").Int("times").Index("subject", "last_at");
        builder.Table("evaluations").Text("account").Long("first_at", "last_at").Key("account");
    }
}
