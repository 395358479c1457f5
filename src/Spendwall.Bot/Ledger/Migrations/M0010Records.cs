using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>Request records and their roll-ups. Never changed once released: a change is a migration of its own.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("0010_records")]
internal sealed class M0010Records : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Table("request_series").Identity<int>().Int("account_id").Text("project", "workflow", "caller", "customer", "model_requested", "model_served", "route", "endpoint")
            .Index("IX_request_series_labels", unique: true, null, "account_id", "project", "workflow", "caller", "customer", "model_requested", "model_served", "route", "endpoint");
        migrationBuilder.Table("requests").Int("account_id").Text("request_id").Int("attempt").MaybeLong("time").Int("series_id").MaybeText("parent_id")
            .MaybeInt("status", "cause").MaybeText("error_code").MaybeLong("input_tokens", "cached_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost")
            .Int("cost_source").MaybeLong("cost_at", "upstream_cost").MaybeFlag("accepted").MaybeLong("accepted_at").MaybeInt("tries").MaybeFlag("from_cache")
            .MaybeLong("duration_ms", "fingerprint").Int("source").Long("seen_at")
            .Key("account_id", "request_id", "attempt").Index("account_id", "time");
        migrationBuilder.Table("request_facts").Int("account_id").Long("hour").Int("series_id", "outcome", "attempt")
            .Long("requests", "priced", "charged", "cost", "upstream_cost", "input_told", "input_tokens", "cached_tokens", "cache_write_tokens")
            .Long("output_told", "output_tokens", "reasoning_tokens", "accepted", "rejected", "rerouted", "from_cache")
            .Key("account_id", "hour", "series_id", "outcome", "attempt");
        migrationBuilder.Table("request_costs").Int("account_id").Long("day").Int("cost_class").Long("requests").Key("account_id", "day", "cost_class");
        migrationBuilder.Table("request_marks").Int("account_id").Long("pruned_before").Key("account_id");
        migrationBuilder.Table("request_imports").Text("file").Long("position", "lines").Text("tail").Long("at").Key("file");
    }
}
