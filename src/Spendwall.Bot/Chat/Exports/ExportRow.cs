using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Chat.Exports;

/// <summary>One UTC day of one series of one account. Each row is one kind of word, so that a column may be summed over all rows.</summary>
internal sealed record ExportRow(AccountOptions Account, DateOnly Day, ExportKind Kind, UsageSeries Series)
{
    /// <summary>What the provider charged; null: not told.</summary>
    public Usd? Billed { get; init; }

    /// <summary>Our reckoning beyond the bill; null: there is none for this day yet.</summary>
    public Usd? Estimated { get; init; }

    /// <summary>What an upstream provider bills for the customer's own key; in no total.</summary>
    public Usd? Byok { get; init; }

    public UsageFigures Counts { get; init; }

    public string? ProjectName { get; init; }

    public string? KeyName { get; init; }

    public string? Owner { get; init; }

    public string? Workflow { get; init; }

    public string? Team { get; init; }

    public string? Customer { get; init; }

    public string? Product { get; init; }

    public DateTimeOffset Start => new(Day, TimeOnly.MinValue, TimeSpan.Zero);

    public DateTimeOffset End => Start.AddDays(1);
}

internal enum ExportKind
{
    /// <summary>Charged by the provider, as far as it says.</summary>
    Billed,

    /// <summary>Used, and not billed yet.</summary>
    Estimated,

    /// <summary>Requests and tokens whose money stands in the other rows.</summary>
    Usage,

    /// <summary>Credits bought, or taken back: only where a format tells of purchases.</summary>
    Purchase,
}
