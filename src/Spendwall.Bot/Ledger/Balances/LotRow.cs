using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Balances;

/// <summary>One movement of credits.</summary>
internal sealed class LotRow
{
    public const string Observed = "observed";

    public const string Typed = "typed";

    public long Id { get; init; }

    public required int AccountId { get; init; }

    public required Usd Amount { get; init; }

    public required DateTimeOffset BoughtAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required string Source { get; init; }

    public required LotKind Kind { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<LotRow>
    {
        public void Configure(EntityTypeBuilder<LotRow> builder)
        {
            builder.ToTable("lots");
            builder.Property(row => row.Kind).HasConversion<string>();
            builder.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId);
            builder.HasIndex(row => new { row.AccountId, row.BoughtAt });
        }
    }
}
