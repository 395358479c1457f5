using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>What is remembered about one view of one account.</summary>
internal sealed class ViewRow
{
    public required int AccountId { get; init; }

    public required UsageView View { get; init; }

    /// <summary>A bucket that ended before this was whole when it was last read: a change after that is a revision, not growth.</summary>
    public DateTimeOffset? CoversUntil { get; set; }

    /// <summary>Buckets before this were deleted by retention, and their sums stand: they are not stored again.</summary>
    public DateTimeOffset? PrunedBefore { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ViewRow>
    {
        public void Configure(EntityTypeBuilder<ViewRow> builder)
        {
            builder.ToTable("views");
            builder.HasKey(row => new { row.AccountId, row.View });
        }
    }
}
