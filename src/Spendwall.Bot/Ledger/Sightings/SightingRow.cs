using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Sightings;

/// <summary>An account, project, key or model when it was first seen, and whether people were asked whose it is.</summary>
internal sealed class SightingRow
{
    public long Id { get; init; }

    public required string Account { get; init; }

    /// <summary><c>account</c>, <c>project</c>, <c>key</c> or <c>model</c>.</summary>
    public required string Kind { get; init; }

    public required string Value { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>Null: nobody was asked.</summary>
    public DateTimeOffset? AskedAt { get; set; }

    /// <summary>When the question was answered; null: it was not.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<SightingRow>
    {
        public void Configure(EntityTypeBuilder<SightingRow> builder)
        {
            builder.ToTable("sightings");
            builder.HasIndex(row => new { row.Account, row.Kind, row.Value }).IsUnique();
        }
    }
}
