using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Promises;

/// <summary>
/// A forecast as it was told once, kept so that it can be graded. A record that is replaced, never changed in place; what
/// was promised stays as it is.
/// </summary>
public sealed record Promise
{
    public long Id { get; init; }

    /// <summary>The same promise told twice is one.</summary>
    public required string Key { get; init; }

    public required PromiseKind Kind { get; init; }

    /// <summary>Whose evaluation made it and follows it; a budget's scope can lie in others too.</summary>
    public required string Account { get; init; }

    /// <summary>What it is about: the account, or a budget's scope.</summary>
    public required Scope Scope { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The alert that told it; null: the day's own, told with or without an alert.</summary>
    public string? Alert { get; init; }

    /// <summary>The level of the alert that told it.</summary>
    public AlertLevel? Level { get; init; }

    /// <summary>The end of the lead time of the alert that told it.</summary>
    public DateTimeOffset? LeadUntil { get; init; }

    /// <summary>Of an exhaustion or a cap; null: beyond what can be promised, or not before the cap's reset.</summary>
    public DateTimeOffset? AtP10 { get; init; }

    public DateTimeOffset? AtP50 { get; init; }

    public DateTimeOffset? AtP90 { get; init; }

    /// <summary>The money is gone when as much has been spent as this, all told; of a cap its limit.</summary>
    public Usd? Target { get; init; }

    /// <summary>What had been spent then, all told.</summary>
    public Usd? Spent { get; init; }

    /// <summary>From where on spend is told; null: by the provider's own counter.</summary>
    public DateTimeOffset? CountedFrom { get; init; }

    /// <summary>Of a period.</summary>
    public DateTimeOffset? PeriodStart { get; init; }

    /// <summary>Of a period; of a cap its reset, null: it has none.</summary>
    public DateTimeOffset? PeriodEnd { get; init; }

    public Usd? UsdP10 { get; init; }

    public Usd? UsdP50 { get; init; }

    public Usd? UsdP90 { get; init; }

    public required PromiseState State { get; init; }

    /// <summary>The instant that decided it: the end that came, P90 when it was outlasted, the period's end, the refill; null: not decided.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What the period cost, all billed.</summary>
    public Usd? Actual { get; init; }

    /// <summary>The first purchase before its end.</summary>
    public DateTimeOffset? ToppedUpAt { get; init; }

    /// <summary>Why it cannot be graded; a sentence.</summary>
    public string? Why { get; init; }

    /// <summary>Still to be followed: it has no end yet, even if it is known to have outlasted its band.</summary>
    public bool IsFollowed => State is PromiseState.Open or PromiseState.Outlasted;

    /// <summary>One a UTC day for each kind and scope.</summary>
    public static string DayKey(PromiseKind kind, Scope scope, DateTimeOffset? period, DateTimeOffset madeAt) => string.Create(
        CultureInfo.InvariantCulture, $"{kind} {scope.Text} {period:yyyy-MM-dd} {madeAt:yyyy-MM-dd}");

    /// <summary>One for each incident and level of it.</summary>
    public static string AlertKey(PromiseKind kind, Scope scope, string incident, AlertLevel level) => $"{kind} {scope.Text} {incident} {level}";

    internal sealed class Configuration : IEntityTypeConfiguration<Promise>
    {
        public void Configure(EntityTypeBuilder<Promise> builder)
        {
            builder.ToTable("promises");
            builder.Ignore(row => row.IsFollowed);
            builder.Property(row => row.Scope).HasConversion(static scope => scope.Text, static text => Scope.Parse(text));
            builder.HasIndex(row => row.Key).IsUnique();
            builder.HasIndex(row => new { row.Account, row.State });
            builder.HasIndex(row => row.DecidedAt);
        }
    }
}

/// <summary>The numbers are stored.</summary>
public enum PromiseKind
{
    /// <summary>When the money is gone.</summary>
    Exhaustion = 1,

    /// <summary>What a period costs.</summary>
    PeriodEnd = 2,

    /// <summary>When a key's cap is used up.</summary>
    Cap = 3,
}

/// <summary>The numbers are stored.</summary>
public enum PromiseState
{
    Open = 1,

    /// <summary>Its end is known.</summary>
    Known = 2,

    /// <summary>P90 has passed, and the money is not gone yet.</summary>
    Outlasted = 3,

    /// <summary>Nothing can be said of it any more: it is in no grade.</summary>
    Void = 4,

    /// <summary>It lasted until it was filled up again.</summary>
    Refilled = 5,
}
