using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Notes;

/// <summary>The name people know an id by; kept after the provider forgets it, because old buckets still carry the id.</summary>
internal sealed class NameRow
{
    public required int AccountId { get; init; }

    public required string Kind { get; init; }

    public required string ItemId { get; init; }

    public required string Name { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<NameRow>
    {
        public void Configure(EntityTypeBuilder<NameRow> builder)
        {
            builder.ToTable("names");
            builder.HasKey(row => new { row.AccountId, row.Kind, row.ItemId });
            builder.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId);
        }
    }
}

/// <summary>One of the provider's own limits.</summary>
internal sealed class LimitRow
{
    public long Id { get; init; }

    public required int AccountId { get; init; }

    public required string Scope { get; init; }

    public required string Kind { get; init; }

    public required Usd Threshold { get; init; }

    public required bool Enforcing { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<LimitRow>
    {
        public void Configure(EntityTypeBuilder<LimitRow> builder)
        {
            builder.ToTable("limits");
            builder.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId);
        }
    }
}

/// <summary>One sentence on what the account does not show; a topic has one.</summary>
internal sealed class BlindSpotRow
{
    public required int AccountId { get; init; }

    public required string Topic { get; init; }

    public required string Text { get; set; }

    public required DateTimeOffset ObservedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<BlindSpotRow>
    {
        public void Configure(EntityTypeBuilder<BlindSpotRow> builder)
        {
            builder.ToTable("blind_spots");
            builder.HasKey(row => new { row.AccountId, row.Topic });
            builder.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId);
        }
    }
}
