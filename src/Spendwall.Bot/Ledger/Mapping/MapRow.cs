using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Mapping;

/// <summary>One <c>/map</c> for one target. Rows are only ever added: a later one from a later date replaces.</summary>
internal sealed class MapRow
{
    public long Id { get; init; }

    /// <summary>A scope's text.</summary>
    public required string Selector { get; init; }

    public required string Kind { get; init; }

    public string? Value { get; init; }

    public DateTimeOffset? From { get; init; }

    public required string Actor { get; init; }

    public required DateTimeOffset SetAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<MapRow>
    {
        public void Configure(EntityTypeBuilder<MapRow> builder)
        {
            builder.ToTable("map_entries");
            builder.Property(row => row.Kind).HasMaxLength(16);
            builder.HasIndex(row => new { row.Selector, row.Kind });
        }
    }
}
