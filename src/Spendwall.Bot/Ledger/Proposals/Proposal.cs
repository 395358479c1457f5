using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Proposals;

/// <summary>A change that waits for its proposer to confirm it: a command line and what it was meant to change.</summary>
public sealed record Proposal
{
    /// <summary>0 until it is stored.</summary>
    public long Number { get; init; }

    public string Id => IdOf(Number);

    /// <summary>The command line as it was typed.</summary>
    public required string Line { get; init; }

    /// <summary>The identity that typed it.</summary>
    public required string Proposer { get; init; }

    public required string Channel { get; init; }

    /// <summary>The incident of the thread or button that it was typed with.</summary>
    public string? Incident { get; init; }

    /// <summary>What was there when it was proposed; something else then is another proposal.</summary>
    public required string State { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>As people name it.</summary>
    public static string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"P-{number}");

    internal sealed class Configuration : IEntityTypeConfiguration<Proposal>
    {
        public void Configure(EntityTypeBuilder<Proposal> builder)
        {
            builder.ToTable("proposals");
            builder.HasKey(row => row.Number);
            builder.Property(row => row.Number).HasColumnName("id");
            builder.Ignore(row => row.Id);
        }
    }
}
