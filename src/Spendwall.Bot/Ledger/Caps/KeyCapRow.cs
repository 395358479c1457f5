using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Caps;

/// <summary>The newest word on one key or budget layer.</summary>
internal sealed class KeyCapRow
{
    public required int AccountId { get; init; }

    public required string KeyId { get; init; }

    public required string Layer { get; init; }

    public required string Name { get; set; }

    public required DateTimeOffset ObservedAt { get; set; }

    public Usd? Limit { get; set; }

    public Usd? Remaining { get; set; }

    public CapReset Reset { get; set; }

    public Usd? Usage { get; set; }

    public Usd? UsageToday { get; set; }

    public Usd? UsageThisWeek { get; set; }

    public Usd? UsageThisMonth { get; set; }

    public bool Disabled { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public string? Workspace { get; set; }

    /// <summary>The provider no longer names it.</summary>
    public bool Gone { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<KeyCapRow>
    {
        public void Configure(EntityTypeBuilder<KeyCapRow> builder)
        {
            builder.ToTable("key_caps");
            builder.HasKey(row => new { row.AccountId, row.KeyId, row.Layer });
            builder.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId);
        }
    }
}

/// <summary>The terms of a cap from one instant on. What is left of it changes with every poll and is not kept here.</summary>
internal sealed class KeyCapChangeRow
{
    public long Id { get; init; }

    public required int AccountId { get; init; }

    public required string KeyId { get; init; }

    public required string Layer { get; init; }

    public required DateTimeOffset Since { get; init; }

    public Usd? Limit { get; init; }

    public CapReset Reset { get; init; }

    public bool Disabled { get; init; }

    /// <summary>From here on the provider no longer named it.</summary>
    public bool Gone { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<KeyCapChangeRow>
    {
        public void Configure(EntityTypeBuilder<KeyCapChangeRow> builder)
        {
            builder.ToTable("key_cap_changes");
            builder.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId);
            builder.HasIndex(row => new { row.AccountId, row.KeyId, row.Layer, row.Since });
        }
    }
}
