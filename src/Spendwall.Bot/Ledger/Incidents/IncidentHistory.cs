using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Incidents;

/// <summary>A change in an incident's life. Rows are only ever added.</summary>
public sealed record IncidentTransition
{
    public long Id { get; init; }

    public required long Incident { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Why: <c>First</c>, <c>Worse</c>, <c>Eased</c>, <c>StillTrue</c>, <c>Recovered</c>, <c>Acknowledged</c>, <c>Snoozed</c> …</summary>
    public required string Reason { get; init; }

    public required IncidentState State { get; init; }

    public required AlertLevel Level { get; init; }

    /// <summary>An identity, or <c>bot</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Text { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<IncidentTransition>
    {
        public void Configure(EntityTypeBuilder<IncidentTransition> builder)
        {
            builder.ToTable("incident_transitions");
            builder.HasIndex(row => new { row.Incident, row.At });
        }
    }
}

/// <summary>Why something was not sent; the same reason in a row is one row that counts.</summary>
public sealed class SkipRow
{
    public long Id { get; init; }

    /// <summary>An incident's id, or a summary's.</summary>
    public required string Subject { get; init; }

    /// <summary>The channel it was not sent to; empty: to none.</summary>
    public required string Channel { get; init; }

    /// <summary>A word for machines, such as <c>snoozed</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Text { get; set; }

    public required DateTimeOffset FirstAt { get; init; }

    public required DateTimeOffset LastAt { get; set; }

    public int Times { get; set; } = 1;

    internal sealed class Configuration : IEntityTypeConfiguration<SkipRow>
    {
        public void Configure(EntityTypeBuilder<SkipRow> builder)
        {
            builder.ToTable("skips");
            builder.HasIndex(row => new { row.Subject, row.LastAt });
        }
    }
}

/// <summary>When an account was first looked at: what was true then is history, told once and briefly.</summary>
internal sealed class EvaluationRow
{
    public required string Account { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    public required DateTimeOffset LastAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<EvaluationRow>
    {
        public void Configure(EntityTypeBuilder<EvaluationRow> builder)
        {
            builder.ToTable("evaluations");
            builder.HasKey(row => row.Account);
        }
    }
}
