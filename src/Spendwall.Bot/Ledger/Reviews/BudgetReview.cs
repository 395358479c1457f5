using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Reviews;

/// <summary>Budgets that were put before their owner, and whether they were found to be right.</summary>
public sealed record BudgetReview
{
    /// <summary>0 until it is stored.</summary>
    public long Number { get; init; }

    public string Id => IdOf(Number);

    /// <summary>The owner's name in lower case.</summary>
    public required string OwnerKey { get; init; }

    public required string Owner { get; init; }

    /// <summary>The local day that it is the review of, such as <c>2026-11-23</c>: one for each owner and day.</summary>
    public required string Day { get; init; }

    public required ReviewCadence Cadence { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The scopes that it shows, as JSON texts.</summary>
    public required string Scopes { get; init; }

    /// <summary>What was posted, as JSON: it is changed when the review is answered.</summary>
    public required string Post { get; init; }

    /// <summary>The identity that approved it; null: nobody yet.</summary>
    public string? ApprovedBy { get; init; }

    public string? ApprovedName { get; init; }

    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>As people name it.</summary>
    public static string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"RV-{number}");

    internal sealed class Configuration : IEntityTypeConfiguration<BudgetReview>
    {
        public void Configure(EntityTypeBuilder<BudgetReview> builder)
        {
            builder.ToTable("budget_reviews");
            builder.HasKey(row => row.Number);
            builder.Property(row => row.Number).HasColumnName("id");
            builder.Ignore(row => row.Id);
            builder.HasIndex(row => new { row.OwnerKey, row.Day }).IsUnique();
        }
    }
}

/// <summary>The numbers are stored.</summary>
public enum ReviewCadence
{
    Weekly = 1,

    /// <summary>While a launch or renewal window lasts.</summary>
    Daily = 2,
}
