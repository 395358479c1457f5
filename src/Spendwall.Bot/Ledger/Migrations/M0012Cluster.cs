using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Postgres;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>What replicas settle among themselves. Never changed once released: a change is a migration of its own.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("0012_cluster")]
internal sealed class M0012Cluster : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Table("leases").Text("name", "holder").Long("token", "beat").Key("name");
        migrationBuilder.Table("job_claims").Text("trigger").Long("due").Text("holder").Key("trigger", "due").Index("due");
        migrationBuilder.AddColumn<string>("claimed_by", "deliveries", nullable: true);
        foreach (string sql in migrationBuilder.ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL" ? AppendOnlyTriggers.Statements : [])
        {
            migrationBuilder.Sql(sql);
        }
    }
}
