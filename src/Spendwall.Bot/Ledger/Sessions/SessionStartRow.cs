using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Sessions;

/// <summary>One session begun at a platform that counts them.</summary>
internal sealed class SessionStartRow
{
    public long Id { get; init; }

    /// <summary>Whose session, such as <c>discord:42</c>.</summary>
    public required string Bot { get; init; }

    public required DateTimeOffset At { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<SessionStartRow>
    {
        public void Configure(EntityTypeBuilder<SessionStartRow> builder)
        {
            builder.ToTable("session_starts");
            builder.Property(row => row.Bot).HasMaxLength(64);
            builder.HasIndex(row => new { row.Bot, row.At });
        }
    }
}
