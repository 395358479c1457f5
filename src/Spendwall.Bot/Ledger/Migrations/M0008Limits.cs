using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>
/// Exceptions from budgets, changes that wait to be confirmed, reviews, custom periods and thresholds, and whether a window's
/// end was reported. Never changed once released: a change is a migration of its own.
/// </summary>
[DbContext(typeof(LedgerContext))]
[Migration("0008_limits")]
internal sealed class M0008Limits : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<long>("from_at", "budgets", nullable: true);
        migrationBuilder.AddColumn<long>("until_at", "budgets", nullable: true);
        migrationBuilder.AddColumn<string>("thresholds", "budgets", nullable: true);
        migrationBuilder.AddColumn<long>("reported_at", "events", nullable: true);
        migrationBuilder.Table("exceptions").Identity<long>().Text("scope").Int("period").Long("amount").Text("reason", "evidence", "requested_by", "requested_name", "channel")
            .Long("requested_at", "lapses_at", "until").Text("approver").MaybeText("approver_scope").Flag("needs_admin").Int("state")
            .MaybeText("decided_by", "decided_name").MaybeLong("decided_at").MaybeText("note").MaybeLong("ended_at")
            .Index("state").Index("until");
        migrationBuilder.Table("proposals").Identity<long>().Text("line", "proposer", "channel").MaybeText("incident").Text("state").Long("made_at", "expires_at").MaybeLong("used_at");
        migrationBuilder.Table("budget_reviews").Identity<long>().Text("owner_key", "owner", "day").Int("cadence").Long("made_at").Text("scopes", "post")
            .MaybeText("approved_by", "approved_name").MaybeLong("approved_at")
            .Unique("owner_key", "day");
    }
}
