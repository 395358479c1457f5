using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>One combination of dimensions, kept once; buckets carry its number.</summary>
internal sealed class SeriesRow
{
    public int Id { get; init; }

    public required int AccountId { get; init; }

    public required UsageView View { get; init; }

    public required string Project { get; init; }

    public required string Key { get; init; }

    public required string Model { get; init; }

    public required string Route { get; init; }

    public required string Endpoint { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<SeriesRow>
    {
        public void Configure(EntityTypeBuilder<SeriesRow> builder)
        {
            builder.ToTable("series");
            builder.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId);
            builder.HasIndex(row => new { row.AccountId, row.View, row.Project, row.Key, row.Model, row.Route, row.Endpoint })
                .IsUnique().HasDatabaseName("IX_series_dimensions");
        }
    }
}
