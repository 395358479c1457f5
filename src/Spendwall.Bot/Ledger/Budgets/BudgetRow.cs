using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Budgets;

/// <summary>A spend limit that was set by command: one for each scope and kind of period.</summary>
internal sealed class BudgetRow
{
    /// <summary>The scope's text in lower case.</summary>
    public required string ScopeKey { get; init; }

    public BudgetPeriod Period { get; init; }

    public required string Scope { get; set; }

    public Usd Amount { get; set; }

    public DateTimeOffset Since { get; set; }

    public required string Source { get; set; }

    /// <summary>The first day of a custom period; null for the others.</summary>
    public DateTimeOffset? FromAt { get; set; }

    /// <summary>The end of a custom period; null for the others.</summary>
    public DateTimeOffset? UntilAt { get; set; }

    /// <summary>Percent, parted by commas; null: those of the settings.</summary>
    public string? Thresholds { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<BudgetRow>
    {
        public void Configure(EntityTypeBuilder<BudgetRow> builder)
        {
            builder.ToTable("budgets");
            builder.HasKey(row => new { row.ScopeKey, row.Period });
        }
    }
}

/// <summary>UTC periods; a week starts on Monday. The numbers are stored.</summary>
public enum BudgetPeriod
{
    Day = 1,
    Week = 2,
    Month = 3,

    /// <summary>Once, from one day to another.</summary>
    Custom = 4,
}
