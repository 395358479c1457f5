using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Cluster;

/// <summary>One firing of a trigger, which one replica carries out.</summary>
internal sealed class JobClaimRow
{
    public required string Trigger { get; init; }

    /// <summary>When it was to fire.</summary>
    public required DateTimeOffset Due { get; init; }

    public required string Holder { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<JobClaimRow>
    {
        public void Configure(EntityTypeBuilder<JobClaimRow> builder)
        {
            builder.ToTable("job_claims");
            builder.HasKey(row => new { row.Trigger, row.Due });
            builder.HasIndex(row => row.Due);
        }
    }
}
