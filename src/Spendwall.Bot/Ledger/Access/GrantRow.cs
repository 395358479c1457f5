using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Access;

/// <summary>A right that was granted by command: one for each scope and principal.</summary>
internal sealed class GrantRow
{
    /// <summary>The scope's text in lower case.</summary>
    public required string ScopeKey { get; init; }

    /// <summary>The principal's name in lower case.</summary>
    public required string WhoKey { get; init; }

    public required string Scope { get; set; }

    /// <summary>The principal's name.</summary>
    public required string Who { get; set; }

    /// <summary>A rung of governance's ladder.</summary>
    public int Level { get; set; }

    /// <summary>The largest exception that may be approved with it; null: not told.</summary>
    public Usd? Limit { get; set; }

    public DateTimeOffset Since { get; set; }

    /// <summary>The identity that granted it.</summary>
    public required string Source { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<GrantRow>
    {
        public void Configure(EntityTypeBuilder<GrantRow> builder)
        {
            builder.ToTable("grants");
            builder.HasKey(row => new { row.ScopeKey, row.WhoKey });
        }
    }
}
