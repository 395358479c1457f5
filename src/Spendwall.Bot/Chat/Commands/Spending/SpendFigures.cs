using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Chat.Commands.Spending;

/// <summary>Consumption of some part of the spend; null where nobody told. BYOK stands beside it, in no total.</summary>
public readonly record struct SpendFigures
{
    public static readonly SpendFigures Nothing = new() { Billed = Usd.Zero, Estimated = Usd.Zero };

    public Usd? Billed { get; init; }

    public Usd? Estimated { get; init; }

    public Usd? Byok { get; init; }

    public long? Requests { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    /// <summary>Billed and estimated, as far as they are known.</summary>
    public Usd? Total => Sum(Billed, Estimated);

    public bool IsKnown => Total is not null;

    public static SpendFigures operator +(SpendFigures a, SpendFigures b) => new()
    {
        Billed = Sum(a.Billed, b.Billed),
        Estimated = Sum(a.Estimated, b.Estimated),
        Byok = Sum(a.Byok, b.Byok),
        Requests = Sum(a.Requests, b.Requests),
        InputTokens = Sum(a.InputTokens, b.InputTokens),
        OutputTokens = Sum(a.OutputTokens, b.OutputTokens),
    };

    private static Usd? Sum(Usd? a, Usd? b) => a is { } one && b is { } other ? one + other : a ?? b;

    private static long? Sum(long? a, long? b) => a is { } one && b is { } other ? checked(one + other) : a ?? b;
}

/// <summary>Figures of one series of one account; dimensions that were not asked for are empty.</summary>
/// <param name="Day">Null: the whole range.</param>
public sealed record SpendRow(AccountOptions Account, DateOnly? Day, UsageSeries Series, SpendFigures Figures)
{
    /// <summary>Whose it is by request records; null: what the mapping says.</summary>
    public string? Attributed { get; init; }
}
