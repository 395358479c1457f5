using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Reconciliation;

/// <summary>One request as the provider tells of it: never its text, never who asked.</summary>
internal sealed class ProviderRecordRow
{
    public required int AccountId { get; init; }

    public required string RequestId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Model { get; init; }

    public required string Route { get; init; }

    public Usd? Cost { get; init; }

    public Usd? UpstreamCost { get; init; }

    public long? InputTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? ReasoningTokens { get; init; }

    public bool? FromCache { get; init; }

    public bool? Failed { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<ProviderRecordRow>
    {
        public void Configure(EntityTypeBuilder<ProviderRecordRow> builder)
        {
            builder.ToTable("provider_records");
            builder.HasKey(row => new { row.AccountId, row.RequestId });
            builder.HasIndex(row => new { row.AccountId, row.At });
        }
    }
}

/// <summary>How far the provider's records of an account have been read, and what the last reconciliation came to.</summary>
internal sealed class ReconcileMarkRow
{
    public required int AccountId { get; init; }

    /// <summary>All records that began before this are read.</summary>
    public DateTimeOffset? CoversUntil { get; set; }

    /// <summary>Of the last reconciliation: its span.</summary>
    public DateTimeOffset? SpanStart { get; set; }

    public DateTimeOffset? SpanEnd { get; set; }

    /// <summary>What the counter of usage rose by.</summary>
    public Usd? Moved { get; set; }

    public Usd? Unexplained { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ReconcileMarkRow>
    {
        public void Configure(EntityTypeBuilder<ReconcileMarkRow> builder)
        {
            builder.ToTable("reconcile_marks");
            builder.HasKey(row => row.AccountId);
            builder.Property(row => row.AccountId).ValueGeneratedNever();
        }
    }
}

/// <summary>An id that was asked for singly and was not there: when to ask again.</summary>
internal sealed class ProviderLookupRow
{
    public required int AccountId { get; init; }

    public required string RequestId { get; init; }

    public int Tries { get; set; }

    public DateTimeOffset NextAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ProviderLookupRow>
    {
        public void Configure(EntityTypeBuilder<ProviderLookupRow> builder)
        {
            builder.ToTable("provider_lookups");
            builder.HasKey(row => new { row.AccountId, row.RequestId });
        }
    }
}
