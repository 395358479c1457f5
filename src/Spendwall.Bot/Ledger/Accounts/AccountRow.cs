using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Accounts;

/// <summary>The short number that every other row carries instead of an account's name.</summary>
internal sealed class AccountRow
{
    public int Id { get; init; }

    public required string Name { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<AccountRow>
    {
        public void Configure(EntityTypeBuilder<AccountRow> builder)
        {
            builder.ToTable("accounts");
            builder.HasIndex(row => row.Name).IsUnique();
        }
    }
}
