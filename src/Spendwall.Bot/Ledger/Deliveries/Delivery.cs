using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Spendwall.Bot.Ledger.Deliveries;

/// <summary>One message to one channel, from the intent to the proof that it was sent.</summary>
public sealed class Delivery
{
    public long Id { get; init; }

    /// <summary>An incident's id, or a summary's; deliveries of one subject to one channel go out in order.</summary>
    public required string Subject { get; init; }

    /// <summary>Changes when the fallback takes over.</summary>
    public required string Channel { get; set; }

    public required DeliveryKind Kind { get; init; }

    /// <summary>Why it is sent, such as <c>First</c>.</summary>
    public required string Reason { get; set; }

    /// <summary>Unique and never changed: a sink that is asked twice with it posts once.</summary>
    public required string Key { get; init; }

    /// <summary>What to say, as JSON.</summary>
    public required string Payload { get; set; }

    /// <summary>The owner is pinged with it.</summary>
    public bool Mention { get; set; }

    public required DeliveryState State { get; set; }

    public int Attempts { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>Until when a sender holds it, in transport time; after that, it died.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>Which replica that is; null for a bot that is alone on its file.</summary>
    public string? ClaimedBy { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    /// <summary>The channel as the platform knows it.</summary>
    public string? HandleChannel { get; set; }

    public string? HandleId { get; set; }

    /// <summary>The last failure.</summary>
    public string? Error { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Delivery>
    {
        public void Configure(EntityTypeBuilder<Delivery> builder)
        {
            builder.ToTable("deliveries");
            builder.HasIndex(row => row.Key).IsUnique();
            builder.HasIndex(row => new { row.State, row.NextAttemptAt });
            builder.HasIndex(row => new { row.Subject, row.Channel });
        }
    }
}

/// <summary>The numbers are stored.</summary>
public enum DeliveryKind
{
    /// <summary>The one message of its subject in its channel: posted once, edited from then on.</summary>
    Root = 1,

    /// <summary>A line in its thread.</summary>
    Reply = 2,
}

/// <summary>The numbers are stored.</summary>
public enum DeliveryState
{
    Pending = 1,

    /// <summary>A sender holds it; if it died, whether the message went out is unknown.</summary>
    Sending = 2,

    Sent = 3,

    /// <summary>Not needed any more; the skips say why.</summary>
    Dropped = 4,

    /// <summary>No channel would take it.</summary>
    Failed = 5,

    /// <summary>A root message that was sent, and that somebody deleted there.</summary>
    Gone = 6,
}
