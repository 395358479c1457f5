using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>The columns that every table of usage has; null is not told, or nobody told.</summary>
internal abstract class FigureColumns
{
    public long? Requests { get; init; }

    public long? InputTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? ReasoningTokens { get; init; }

    public Usd? Cost { get; init; }

    public Usd? ByokCost { get; init; }
}

/// <summary>
/// One bucket as the provider gave it last. Millions of them: they are written by <see cref="UsageWriter"/> only, which
/// stands in for foreign keys, because each would cost a look-up per row.
/// </summary>
internal sealed class BucketRow : FigureColumns
{
    public required int AccountId { get; init; }

    public required UsageView View { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required int SeriesId { get; init; }

    /// <summary>The cost that was first told for the whole bucket.</summary>
    public Usd? FirstCost { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>Null: never revised.</summary>
    public DateTimeOffset? RevisedAt { get; init; }

    public int Times { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<BucketRow>
    {
        public void Configure(EntityTypeBuilder<BucketRow> builder)
        {
            builder.ToTable("buckets");
            builder.HasKey(row => new { row.AccountId, row.View, row.Start, row.SeriesId });

            // Revisions are few among millions: an index of those alone costs the bulk path nothing.
            builder.HasIndex(row => new { row.AccountId, row.RevisedAt }).HasFilter("revised_at IS NOT NULL");
        }
    }
}
