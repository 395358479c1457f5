using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>Who was called while nobody acted, and who acted. Never changed once released: a change is a migration of its own.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("0009_cadence")]
internal sealed class M0009Cadence : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("acted_by_id", "incidents", nullable: true);
        migrationBuilder.AddColumn<long>("acted_at", "incidents", nullable: true);
        migrationBuilder.AddColumn<long>("reminded_at", "incidents", nullable: true);
        migrationBuilder.AddColumn<int>("rung", "incidents", nullable: false, defaultValue: 0);
        migrationBuilder.AddColumn<int>("rung_level", "incidents", nullable: true);
        migrationBuilder.AddColumn<long>("rung_at", "incidents", nullable: true);
        migrationBuilder.AddColumn<long>("unattended_since", "incidents", nullable: true);
    }
}
