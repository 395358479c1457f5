using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Ledger.Accounts;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Polls;

/// <summary>One round for one account.</summary>
internal sealed class PollRow
{
    public long Id { get; init; }

    public required int AccountId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public ProviderFailure? Failure { get; init; }

    public string? Message { get; init; }

    public string? Remedy { get; init; }

    public int Rows { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<PollRow>
    {
        public void Configure(EntityTypeBuilder<PollRow> builder)
        {
            builder.ToTable("polls");
            builder.Property(row => row.Failure).HasConversion<string>();
            builder.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId);
            builder.HasIndex(row => new { row.AccountId, row.EndedAt });
        }
    }
}

/// <summary>How far one dataset has come.</summary>
internal sealed class MarkRow
{
    public required int AccountId { get; init; }

    public required string Dataset { get; init; }

    public required DateTimeOffset DoneAt { get; set; }

    public DateTimeOffset? ReadUntil { get; set; }

    public DateTimeOffset? CoversUntil { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<MarkRow>
    {
        public void Configure(EntityTypeBuilder<MarkRow> builder)
        {
            builder.ToTable("marks");
            builder.HasKey(row => new { row.AccountId, row.Dataset });
            builder.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId);
        }
    }
}
