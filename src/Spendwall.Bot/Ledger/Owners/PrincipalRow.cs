using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Owners;

/// <summary>A name that can own something.</summary>
internal sealed class PrincipalRow
{
    /// <summary>The name in lower case.</summary>
    public required string NameKey { get; init; }

    public required string Name { get; set; }

    public required string Kind { get; set; }

    public List<PrincipalIdentityRow> Identities { get; } = [];

    internal sealed class Configuration : IEntityTypeConfiguration<PrincipalRow>
    {
        public void Configure(EntityTypeBuilder<PrincipalRow> builder)
        {
            builder.ToTable("principals");
            builder.HasKey(row => row.NameKey);
            builder.HasMany(row => row.Identities).WithOne().HasForeignKey(row => row.NameKey);
        }
    }
}

/// <summary>A principal's native id on one platform; an id belongs to one principal.</summary>
internal sealed class PrincipalIdentityRow
{
    public required string NameKey { get; init; }

    public required string Platform { get; init; }

    public required string NativeId { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<PrincipalIdentityRow>
    {
        public void Configure(EntityTypeBuilder<PrincipalIdentityRow> builder)
        {
            builder.ToTable("principal_identities");
            builder.HasKey(row => new { row.NameKey, row.Platform });
            builder.HasIndex(row => new { row.Platform, row.NativeId }).IsUnique();
        }
    }
}
