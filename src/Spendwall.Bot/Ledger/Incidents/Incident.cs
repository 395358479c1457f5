using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Incidents;

/// <summary>One alert's life. A record that is replaced, never changed in place; only open ones are ever replaced.</summary>
public sealed record Incident
{
    /// <summary>0 until it is stored.</summary>
    public long Number { get; init; }

    public string Id => IdOf(Number);

    /// <summary>The account whose evaluation drives it.</summary>
    public required string Account { get; init; }

    /// <summary>What kind of condition it is about, such as <c>low_credit</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about, exactly; at most one unresolved incident has it.</summary>
    public required string Fingerprint { get; init; }

    public required Scope Scope { get; init; }

    public required IncidentState State { get; init; }

    public required AlertLevel Level { get; init; }

    /// <summary>Order of severity inside the kind, for conditions with more rungs than levels.</summary>
    public int Step { get; init; }

    /// <summary>What it is, with the number that decides.</summary>
    public required string Title { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was last announced (first, worse, still true); null: never, because it is information only.</summary>
    public DateTimeOffset? NotifiedAt { get; init; }

    /// <summary>When its root message was last given new figures.</summary>
    public DateTimeOffset? RefreshedAt { get; init; }

    /// <summary>The first acknowledgement, which stays when it opens again.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>Who acted last, as people read it.</summary>
    public string? ActedBy { get; init; }

    /// <summary>The same as an identity, such as <c>slack:U123</c>; null: nobody did, or an event explains it.</summary>
    public string? ActedById { get; init; }

    /// <summary>When they did.</summary>
    public DateTimeOffset? ActedAt { get; init; }

    /// <summary>When who acknowledged it was reminded that it is not over; null: not since then.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>Who was called last while nobody acted.</summary>
    public LadderRung Rung { get; init; }

    /// <summary>The highest level that the ladder was begun for; null: it was not begun.</summary>
    public AlertLevel? RungLevel { get; init; }

    /// <summary>When the rung was reached; whoever comes next is called so much later.</summary>
    public DateTimeOffset? RungAt { get; init; }

    /// <summary>Since when it is told and nobody acts.</summary>
    public DateTimeOffset? UnattendedSince { get; init; }

    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>The snooze ends when the condition's measure is at or beyond this.</summary>
    public double? SnoozeMeasure { get; init; }

    /// <summary>The snooze ends when the condition's USD are at or beyond this.</summary>
    public Usd? SnoozeAmount { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>What people said of the alert, whoever spoke last; null: nobody said.</summary>
    public bool? Useful { get; init; }

    /// <summary>Who said so, as people read it.</summary>
    public string? JudgedBy { get; init; }

    public DateTimeOffset? JudgedAt { get; init; }

    /// <summary>Rises with every change of state or level; a button of an older message is stale.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The condition as JSON, as it was last seen.</summary>
    public string Detail { get; init; } = "{}";

    /// <summary>As people and deliveries name it.</summary>
    public static string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"INC-{number}");

    internal sealed class Configuration : IEntityTypeConfiguration<Incident>
    {
        public void Configure(EntityTypeBuilder<Incident> builder)
        {
            builder.ToTable("incidents");
            builder.HasKey(row => row.Number);
            builder.Property(row => row.Number).HasColumnName("id");
            builder.Ignore(row => row.Id);
            builder.Property(row => row.Scope).HasConversion(static scope => scope.Text, static text => Scope.Parse(text));
            builder.Property(row => row.Rung).HasDefaultValue(LadderRung.Owner);
            builder.HasIndex(row => new { row.Account, row.State });
            builder.HasIndex(row => row.Fingerprint).IsUnique().HasFilter($"state <> {(int)IncidentState.Resolved}");
        }
    }
}

/// <summary>The numbers are stored.</summary>
public enum IncidentState
{
    Open = 1,
    Acknowledged = 2,
    Snoozed = 3,
    Explained = 4,
    Resolved = 5,
}

/// <summary>Who is called one after the other while nobody acts; the numbers are stored and ordered.</summary>
public enum LadderRung
{
    /// <summary>Who answers for the scope, with the first message.</summary>
    Owner = 0,

    /// <summary>Whom the owner named to be called next.</summary>
    Target = 1,

    /// <summary>The fallback channel; nobody is left after it.</summary>
    Channel = 2,
}

/// <summary>How much it matters; the numbers are stored and ordered.</summary>
public enum AlertLevel
{
    /// <summary>Kept and listed, not posted.</summary>
    Information = 0,

    /// <summary>Posted without calling anyone.</summary>
    Notice = 1,

    /// <summary>A heads-up.</summary>
    Warning = 2,

    /// <summary>Act now.</summary>
    Critical = 3,

    /// <summary>Calls are failing, or are about to.</summary>
    Exhausted = 4,
}
