using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>Forecasts as they were told, and what people said of alerts. Never changed once released: a change is a migration of its own.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("0006_promises")]
internal sealed class M0006Promises : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Table("promises").Identity<long>().Text("key").Int("kind").Text("account", "scope").Long("made_at").MaybeText("alert").MaybeInt("level")
            .MaybeLong("lead_until", "at_p10", "at_p50", "at_p90", "target", "spent", "counted_from", "period_start", "period_end", "usd_p10", "usd_p50", "usd_p90").Int("state")
            .MaybeLong("decided_at", "actual", "topped_up_at").MaybeText("why")
            .Unique("key").Index("account", "state").Index("decided_at");
        migrationBuilder.AddColumn<bool>("useful", "incidents", nullable: true);
        migrationBuilder.AddColumn<string>("judged_by", "incidents", nullable: true);
        migrationBuilder.AddColumn<long>("judged_at", "incidents", nullable: true);
    }
}
