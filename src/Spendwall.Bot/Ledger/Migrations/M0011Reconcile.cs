using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>The provider's word on single requests. Never changed once released: a change is a migration of its own.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("0011_reconcile")]
internal sealed class M0011Reconcile : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Table("provider_records").Int("account_id").Text("request_id").Long("at").Text("model", "route")
            .MaybeLong("cost", "upstream_cost", "input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens").MaybeFlag("from_cache", "failed")
            .Key("account_id", "request_id").Index("account_id", "at");
        migrationBuilder.Table("reconcile_marks").Int("account_id").MaybeLong("covers_until", "span_start", "span_end", "moved", "unexplained").Key("account_id");
        migrationBuilder.Table("provider_lookups").Int("account_id").Text("request_id").Int("tries").Long("next_at").Key("account_id", "request_id");
    }
}
