using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>What <c>/map</c> ties together. Never changed once released: a change is a migration of its own.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("0003_mapping")]
internal sealed class M0003Mapping : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Table("map_entries").Identity<long>().Text("selector", "kind").MaybeText("value").MaybeLong("from").Text("actor").Long("set_at")
            .Index("selector", "kind");
}
