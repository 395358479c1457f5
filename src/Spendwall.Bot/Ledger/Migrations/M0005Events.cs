using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>Events that can explain a rise. Never changed once released: a change is a migration of its own.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("0005_events")]
internal sealed class M0005Events : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Table("events").Identity<long>().Int("kind").Text("scope").MaybeText("name").MaybeLong("cap").MaybeReal("factor").Long("from", "until", "added_at")
            .Text("added_by", "channel").MaybeText("source_id", "content").MaybeLong("used_at", "closed_at").Index("until").Index("source_id");
}
