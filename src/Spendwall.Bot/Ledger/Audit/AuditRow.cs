using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Audit;

/// <summary>One state change: who, where, before, after. Rows are only ever added.</summary>
public sealed class AuditRow
{
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>An identity, or <c>bot</c> for what the bot did by itself.</summary>
    public required string Actor { get; init; }

    /// <summary>The channel it was done in, as its text.</summary>
    public required string Channel { get; init; }

    /// <summary>Such as <c>owner.set</c>.</summary>
    public required string Action { get; init; }

    /// <summary>A scope's text, or an incident's id.</summary>
    public required string Subject { get; init; }

    /// <summary>JSON, or null when there was nothing.</summary>
    public string? Before { get; init; }

    /// <summary>JSON, or null when there is nothing now.</summary>
    public string? After { get; init; }

    /// <summary>The address of the message it was done with; null: the platform does not tell.</summary>
    public string? Message { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<AuditRow>
    {
        public void Configure(EntityTypeBuilder<AuditRow> builder)
        {
            builder.ToTable("audit");
            builder.HasIndex(row => new { row.Subject, row.At });
        }
    }
}
