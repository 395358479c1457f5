using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Balances;

/// <summary>The two counters of a reservoir at one instant; of a run without a change only the ends are kept.</summary>
internal sealed class BalanceRow
{
    public required int AccountId { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    public required Usd TotalCredits { get; set; }

    public required Usd TotalUsage { get; set; }

    public bool SameAs(BalanceRow other) => TotalCredits == other.TotalCredits && TotalUsage == other.TotalUsage;

    internal sealed class Configuration : IEntityTypeConfiguration<BalanceRow>
    {
        public void Configure(EntityTypeBuilder<BalanceRow> builder)
        {
            builder.ToTable("balances");

            // A poll that runs twice for the same answer must not count twice.
            builder.HasKey(row => new { row.AccountId, row.TakenAt });
            builder.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId);
        }
    }
}
