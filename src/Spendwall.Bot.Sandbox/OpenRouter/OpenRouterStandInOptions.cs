using Spendwall.Bot.Money;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>How the account and its provider behave; all times are simulated.</summary>
internal sealed record OpenRouterStandInOptions
{
    /// <summary>Makes the keys, hashes and ids.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>USD bought before the series began; null: enough for all of it and $1 000 more.</summary>
    public decimal? OpeningCredits { get; init; }

    /// <summary>Purchases to come.</summary>
    public IReadOnlyList<TopUp> TopUps { get; init; } = [];

    /// <summary>Spans in which everything answers 503.</summary>
    public IReadOnlyList<UtcRange> Outages { get; init; } = [];

    /// <summary>Limits by caller.</summary>
    public IReadOnlyDictionary<string, CallerCap> Caps { get; init; } = new Dictionary<string, CallerCap>();

    /// <summary>Keys that nobody uses, after those of the callers.</summary>
    public int IdleKeys { get; init; }

    public TimeSpan CreditsCachedFor { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan AnalyticsCachedFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a completion costs against the list price.</summary>
    public decimal CompletionFactor { get; init; } = 1;

    public int AnalyticsPerMinute { get; init; } = 64;
}

internal sealed record TopUp(DateTimeOffset At, decimal Usd);

/// <param name="Reset"><c>daily</c>, <c>weekly</c>, <c>monthly</c>, or null for a limit over the key's life.</param>
internal sealed record CallerCap(decimal LimitUsd, string? Reset);
