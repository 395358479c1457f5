using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Cluster;

/// <summary>Something that one replica at a time has.</summary>
internal sealed class LeaseRow
{
    public required string Name { get; init; }

    /// <summary>A replica's id.</summary>
    public required string Holder { get; set; }

    /// <summary>Rises with each change of hands: what an earlier holder still does can be told from it.</summary>
    public long Token { get; set; }

    /// <summary>Rises with each sign of life.</summary>
    public long Beat { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<LeaseRow>
    {
        public void Configure(EntityTypeBuilder<LeaseRow> builder)
        {
            builder.ToTable("leases");
            builder.HasKey(row => row.Name);
        }
    }
}
