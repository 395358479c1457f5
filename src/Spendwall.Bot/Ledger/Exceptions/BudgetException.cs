using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Ledger.Budgets;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Exceptions;

/// <summary>
/// More than a budget allows, asked for by someone, granted or not by someone else, for a while. A record that is replaced,
/// never changed in place.
/// </summary>
public sealed record BudgetException
{
    /// <summary>0 until it is stored.</summary>
    public long Number { get; init; }

    public string Id => IdOf(Number);

    /// <summary>Of the budget that it raises.</summary>
    public required Scope Scope { get; init; }

    public required BudgetPeriod Period { get; init; }

    /// <summary>USD above the budget, in each period while it lasts.</summary>
    public required Usd Amount { get; init; }

    /// <summary>Someone else's text.</summary>
    public required string Reason { get; init; }

    /// <summary>Someone else's text, often an address.</summary>
    public required string Evidence { get; init; }

    /// <summary>An identity, such as <c>slack:U123</c>.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>As people read it.</summary>
    public required string RequestedName { get; init; }

    /// <summary>Where it was asked for, as a channel's text.</summary>
    public required string Channel { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When nobody decides until then, it is over.</summary>
    public required DateTimeOffset LapsesAt { get; init; }

    /// <summary>Its end when it is granted, always there.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Who is asked, as people read it.</summary>
    public required string Approver { get; init; }

    /// <summary>The scope that the approver owns; null: an admin or an escalation target is asked.</summary>
    public Scope? ApproverScope { get; init; }

    /// <summary>It is more than owners may grant.</summary>
    public bool NeedsAdmin { get; init; }

    public ExceptionState State { get; init; } = ExceptionState.Pending;

    /// <summary>An identity; null: nobody yet.</summary>
    public string? DecidedBy { get; init; }

    public string? DecidedName { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What was said with the decision.</summary>
    public string? Note { get; init; }

    /// <summary>When it lapsed or expired, as it was noticed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The budget is raised by it at an instant, also one that has passed: from the approval until the end.</summary>
    public bool IsEffective(DateTimeOffset instant) =>
        State is ExceptionState.Approved or ExceptionState.Expired && DecidedAt is { } granted && instant >= granted && instant < Until;

    /// <summary>As people name it.</summary>
    public static string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"EX-{number}");

    internal sealed class Configuration : IEntityTypeConfiguration<BudgetException>
    {
        public void Configure(EntityTypeBuilder<BudgetException> builder)
        {
            builder.ToTable("exceptions");
            builder.HasKey(row => row.Number);
            builder.Property(row => row.Number).HasColumnName("id");
            builder.Ignore(row => row.Id);
            builder.Property(row => row.Scope).HasConversion(static scope => scope.Text, static text => Scope.Parse(text));
            builder.Property(row => row.ApproverScope).HasConversion(static scope => scope!.Text, static text => Scope.Parse(text));
            builder.HasIndex(row => row.State);
            builder.HasIndex(row => row.Until);
        }
    }
}

/// <summary>The numbers are stored.</summary>
public enum ExceptionState
{
    Pending = 1,
    Approved = 2,
    Denied = 3,

    /// <summary>Nobody decided in time.</summary>
    Lapsed = 4,

    /// <summary>It was granted, and its time is over.</summary>
    Expired = 5,
}
