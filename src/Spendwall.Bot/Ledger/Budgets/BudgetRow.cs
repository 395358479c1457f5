using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Budgets;

/// <summary>A spend limit that was set by command: one for each scope and period.</summary>
internal sealed class BudgetRow
{
    /// <summary>The scope's text in lower case.</summary>
    public required string ScopeKey { get; init; }

    public BudgetPeriod Period { get; init; }

    public required string Scope { get; set; }

    public Usd Amount { get; set; }

    public DateTimeOffset Since { get; set; }

    public required string Source { get; set; }

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
}
