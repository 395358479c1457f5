using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>Sums of one series over one UTC day: for questions about several dimensions at once.</summary>
internal sealed class DailyRow : FigureColumns
{
    public required int AccountId { get; init; }

    public required UsageView View { get; init; }

    /// <summary>Midnight.</summary>
    public required DateTimeOffset Start { get; init; }

    public required int SeriesId { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<DailyRow>
    {
        public void Configure(EntityTypeBuilder<DailyRow> builder)
        {
            builder.ToTable("daily");
            builder.HasKey(row => new { row.AccountId, row.View, row.Start, row.SeriesId });
        }
    }
}

/// <summary>
/// Sums over all series, kept apart by at most one dimension: what nearly every command reads. With <see cref="SpendDimension.None"/>
/// there is one row a start, whose <see cref="Value"/> is empty.
/// </summary>
internal sealed class TotalRow : FigureColumns
{
    public required int AccountId { get; init; }

    public required UsageView View { get; init; }

    public required TotalWidth Width { get; init; }

    public required SpendDimension Dimension { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required string Value { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<TotalRow>
    {
        public void Configure(EntityTypeBuilder<TotalRow> builder)
        {
            builder.ToTable("totals");
            builder.HasKey(row => new { row.AccountId, row.View, row.Width, row.Dimension, row.Start, row.Value });
        }
    }
}

/// <summary>The numbers are stored. A view of days has no hours.</summary>
internal enum TotalWidth
{
    Hour = 1,
    Day = 2,
}
