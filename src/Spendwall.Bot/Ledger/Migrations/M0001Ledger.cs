using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Spendwall.Bot.Ledger.Schema;

namespace Spendwall.Bot.Ledger.Migrations;

/// <summary>What the providers said, and the audit log. Never changed once released: a change is a migration of its own.</summary>
[DbContext(typeof(LedgerContext))]
[Migration("0001_ledger")]
internal sealed class M0001Ledger : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Table("accounts").Identity<int>().Text("name").Unique("name");
        migrationBuilder.Table("audit").Identity<long>().Long("at").Text("actor", "channel", "action", "subject").MaybeText("before", "after")
            .Index("subject", "at");
        Usage(migrationBuilder);
        Account(migrationBuilder, "balances").Long("taken_at", "total_credits", "total_usage").Key("account_id", "taken_at");
        Account(migrationBuilder, "lots").Identity<long>().Long("amount", "bought_at").MaybeLong("expires_at").Text("source", "kind")
            .Index("account_id", "bought_at");
        Account(migrationBuilder, "key_caps").Text("key_id", "layer", "name").Long("observed_at").MaybeLong("limit", "remaining").Int("reset")
            .MaybeLong("usage", "usage_today", "usage_this_week", "usage_this_month").Flag("disabled").MaybeLong("expires_at", "last_used_at")
            .MaybeText("workspace").Flag("gone").Key("account_id", "key_id", "layer");
        Account(migrationBuilder, "key_cap_changes").Identity<long>().Text("key_id", "layer").Long("since").MaybeLong("limit").Int("reset").Flag("disabled", "gone")
            .Index("account_id", "key_id", "layer", "since");
        Account(migrationBuilder, "prices").Identity<long>().Text("model", "route").Long("since").MaybeLong("until").Text("terms")
            .Unique("account_id", "model", "route", "since");
        Account(migrationBuilder, "names").Text("kind", "item_id", "name").Key("account_id", "kind", "item_id");
        Account(migrationBuilder, "limits").Identity<long>().Text("scope", "kind").Long("threshold").Flag("enforcing").Index("account_id");
        Account(migrationBuilder, "blind_spots").Text("topic", "text").Long("observed_at").Key("account_id", "topic");
        Account(migrationBuilder, "polls").Identity<long>().Long("started_at", "ended_at").MaybeText("failure", "message", "remedy").Int("rows")
            .Index("account_id", "ended_at");
        Account(migrationBuilder, "marks").Text("dataset").Long("done_at").MaybeLong("read_until", "covers_until").Key("account_id", "dataset");
    }

    private static void Usage(MigrationBuilder builder)
    {
        Account(builder, "series").Identity<int>().Int("view").Text("project", "key", "model", "route", "endpoint")
            .Index("IX_series_dimensions", unique: true, null, "account_id", "view", "project", "key", "model", "route", "endpoint");
        builder.Table("views").Int("account_id", "view").MaybeLong("covers_until", "pruned_before").Key("account_id", "view");
        builder.Table("buckets").Int("account_id", "view").Long("start").Int("series_id").Figures()
            .MaybeLong("first_cost").Long("first_seen_at").MaybeLong("revised_at").Int("times").Key("account_id", "view", "start", "series_id")
            .Index("IX_buckets_account_id_revised_at", unique: false, "revised_at IS NOT NULL", "account_id", "revised_at");
        builder.Table("daily").Int("account_id", "view").Long("start").Int("series_id").Figures().Key("account_id", "view", "start", "series_id");
        builder.Table("totals").Int("account_id", "view", "width", "dimension").Long("start").Text("value").Figures()
            .Key("account_id", "view", "width", "dimension", "start", "value");
    }

    private static TableBuilder Account(MigrationBuilder builder, string name) => builder.Table(name).Int("account_id").References("account_id", "accounts");
}
