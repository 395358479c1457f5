using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>
/// What goes with an ownership, who else may do what, which identities are one person, and what was seen spending. Never
/// changed once released: a change is a migration of its own.
/// </summary>
[DbContext(typeof(LedgerContext))]
[Migration("0007_ownership")]
internal sealed class M0007Ownership : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<long>("lease_until", "owners", nullable: true);
        migrationBuilder.AddColumn<string>("escalate_to", "owners", nullable: true);
        migrationBuilder.AddColumn<string>("channels", "owners", nullable: true);
        migrationBuilder.AddColumn<string>("message", "audit", nullable: true);
        migrationBuilder.Table("grants").Text("scope_key", "who_key", "scope", "who").Int("level").MaybeLong("limit").Long("since").Text("source").Key("scope_key", "who_key");
        migrationBuilder.Table("linked_identities").Text("identity", "person").Long("since").Key("identity").Index("person");
        migrationBuilder.Table("link_codes").Text("hash", "identity").Long("expires_at").MaybeLong("used_at").Key("hash").Index("identity");
        migrationBuilder.Table("link_tries").Identity<long>().Text("identity").Long("at").Index("identity", "at");
        migrationBuilder.Table("sightings").Identity<long>().Text("account", "kind", "value").Long("first_at").MaybeLong("asked_at", "settled_at")
            .Unique("account", "kind", "value");
        AppendOnlyAudit.Install(migrationBuilder);
    }
}
