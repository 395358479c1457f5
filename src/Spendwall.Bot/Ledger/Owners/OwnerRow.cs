using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Owners;

/// <summary>An ownership that was set by command.</summary>
internal sealed class OwnerRow
{
    /// <summary>The scope's text in lower case: equal scopes are one row.</summary>
    public required string ScopeKey { get; init; }

    public required string Scope { get; set; }

    /// <summary>The principal's name, as people write it.</summary>
    public required string Owner { get; set; }

    public DateTimeOffset Since { get; set; }

    /// <summary>The identity that set it.</summary>
    public required string Source { get; set; }

    /// <summary>Until when it was agreed; after that it stands, and is listed as stale. Null: no lease.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Another principal's name.</summary>
    public string? EscalateTo { get; set; }

    /// <summary>Channels as the settings write them, with spaces between; null: none of its own.</summary>
    public string? Channels { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<OwnerRow>
    {
        public void Configure(EntityTypeBuilder<OwnerRow> builder)
        {
            builder.ToTable("owners");
            builder.HasKey(row => row.ScopeKey);
        }
    }
}
