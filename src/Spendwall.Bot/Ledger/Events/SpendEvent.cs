using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Events;

/// <summary>
/// Something that may make a scope dearer for a while: a rise inside its scope, time and bound is explained by it. A
/// record that is replaced, never changed in place.
/// </summary>
public sealed record SpendEvent
{
    /// <summary>0 until it is stored.</summary>
    public long Number { get; init; }

    public string Id => IdOf(Number);

    public required EventKind Kind { get; init; }

    public required Scope Scope { get; init; }

    /// <summary>What people call it, such as <c>search 2.4</c>; someone else's text.</summary>
    public string? Name { get; init; }

    /// <summary>USD that its scope may cost more than expected, over the whole event.</summary>
    public Usd? Cap { get; init; }

    /// <summary>How many times what is expected its scope may cost; above 1. With a cap too, both hold.</summary>
    public double? Factor { get; init; }

    public required DateTimeOffset From { get; init; }

    /// <summary>Its end, always there: nothing is muted for ever.</summary>
    public required DateTimeOffset Until { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>An identity, such as <c>slack:U123</c> or <c>http:events</c>.</summary>
    public required string AddedBy { get; init; }

    /// <summary>Where it was added, as a channel's text; empty: in none.</summary>
    public required string Channel { get; init; }

    /// <summary>What the sender calls it, by which a retry is known.</summary>
    public string? SourceId { get; init; }

    /// <summary>A hash of what was sent.</summary>
    public string? Content { get; init; }

    /// <summary>When it first explained something; null: it has not.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>When its end was put on record; null: it is still to come.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When its end was reported to its channels; null: not yet, or it is no window.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>A launch or a renewal: it changes thresholds and cadence of its scope too, and ends with a report.</summary>
    public bool IsWindow => Kind is EventKind.Launch or EventKind.Renewal;

    /// <summary>From the start of the hour it begins in until its end: usage is told by the hour.</summary>
    public bool Covers(DateTimeOffset instant) => instant >= From.FloorHour() && instant < Until;

    /// <summary>As people name it.</summary>
    public static string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"EV-{number}");

    internal sealed class Configuration : IEntityTypeConfiguration<SpendEvent>
    {
        public void Configure(EntityTypeBuilder<SpendEvent> builder)
        {
            builder.ToTable("events");
            builder.HasKey(row => row.Number);
            builder.Property(row => row.Number).HasColumnName("id");
            builder.Ignore(row => row.Id);
            builder.Ignore(row => row.IsWindow);
            builder.Property(row => row.Scope).HasConversion(static scope => scope.Text, static text => Scope.Parse(text));
            builder.HasIndex(row => row.Until);
            builder.HasIndex(row => row.SourceId);
        }
    }
}

/// <summary>The numbers are stored.</summary>
public enum EventKind
{
    Release = 1,
    Incident = 2,
    Launch = 3,
    Renewal = 4,
}
