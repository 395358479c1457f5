using Spendwall.Bot.Money;

namespace Spendwall.Bot.Providers;

/// <summary>One thing that a provider said; the record that travels from Providers to the Ledger.</summary>
public abstract record ProviderFact(string Account, DateTimeOffset ObservedAt)
{
    public sealed record Balance(BalanceReading Reading) : ProviderFact(Reading.Account, Reading.ObservedAt);

    /// <summary>Every key known now, with its caps and budget layers.</summary>
    public sealed record KeyCaps(string Account, DateTimeOffset ObservedAt, IReadOnlyList<KeyCap> Caps) : ProviderFact(Account, ObservedAt);

    /// <summary>
    /// The provider's complete answer for one view and range. A start that has at least one row here is complete: what
    /// the ledger holds for it and the answer does not was taken back. A start without any row is "no data yet".
    /// </summary>
    /// <param name="CoversUntil">The data can be trusted up to here; later starts may still fill.</param>
    public sealed record Usage(string Account, DateTimeOffset ObservedAt, UsageView View, UtcRange Range, DateTimeOffset CoversUntil, IReadOnlyList<UsageBucket> Buckets)
        : ProviderFact(Account, ObservedAt);

    public sealed record Prices(string Account, DateTimeOffset ObservedAt, IReadOnlyList<ModelPrice> List) : ProviderFact(Account, ObservedAt);

    /// <summary>Display names of ids that usage rows carry (projects, API keys).</summary>
    public sealed record Names(string Account, DateTimeOffset ObservedAt, IReadOnlyList<DimensionName> List) : ProviderFact(Account, ObservedAt);

    /// <summary>The provider's own limits and alerts, a month each.</summary>
    public sealed record Limits(string Account, DateTimeOffset ObservedAt, IReadOnlyList<ProviderLimit> List) : ProviderFact(Account, ObservedAt);

    /// <summary>Something this provider or this key does not show, in a sentence for people.</summary>
    public sealed record BlindSpot(string Account, DateTimeOffset ObservedAt, string Topic, string Text) : ProviderFact(Account, ObservedAt);
}

/// <param name="Kind"><c>project</c> or <c>key</c>.</param>
public sealed record DimensionName(string Kind, string Id, string Name);

/// <param name="Scope"><c>organization</c>, or a project id.</param>
/// <param name="Kind"><c>spend_limit</c> or <c>spend_alert</c>.</param>
public sealed record ProviderLimit(string Scope, string Kind, Usd Threshold, bool Enforcing);

/// <summary>A list price in USD per token (per request where named); null where the provider names none or a variable one.</summary>
/// <param name="Route">Empty for the model's own list price, else the serving provider's tag.</param>
public sealed record ModelPrice(string Model, string Route)
{
    public decimal? Input { get; init; }

    public decimal? Output { get; init; }

    public decimal? CacheRead { get; init; }

    public decimal? CacheWrite { get; init; }

    public decimal? Request { get; init; }

    /// <summary>Conditional prices (long context, time of day), later ones win; as the provider gave them.</summary>
    public IReadOnlyList<PriceOverride> Overrides { get; init; } = [];

    /// <summary>The day after which the model is gone, when announced.</summary>
    public DateOnly? ExpiresDay { get; init; }
}

/// <summary>A list price as it was once read.</summary>
/// <param name="Since">When it was read first.</param>
public sealed record ListedPrice(ModelPrice Price, DateTimeOffset Since);

/// <param name="MinPromptTokens">Applies strictly above it.</param>
/// <param name="UtcStart">HHMM, inclusive; null: all day.</param>
/// <param name="UtcEnd">HHMM, exclusive.</param>
public sealed record PriceOverride(long? MinPromptTokens, int? UtcStart, int? UtcEnd, decimal? Input, decimal? Output, decimal? CacheRead, decimal? CacheWrite);
