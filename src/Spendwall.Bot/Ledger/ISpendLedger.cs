using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger;

/// <summary>
/// What the providers said, kept. Writing is idempotent: the same fact twice changes nothing. All reads answer from
/// roll-ups unless they say otherwise. A figure nobody told is null, never zero.
/// </summary>
public interface ISpendLedger
{
    /// <summary>Stores one fact and, in the same transaction, how far its dataset has come.</summary>
    /// <param name="mark">Null for a fact that marks no progress of its own.</param>
    Task<StoreResult> StoreAsync(ProviderFact fact, DatasetMark? mark, CancellationToken cancellationToken);

    /// <summary>Appends to the record of polls, from which freshness and blindness are told.</summary>
    Task RecordPollAsync(PollRun run, CancellationToken cancellationToken);

    /// <summary>How far each dataset of the account has come, by dataset name.</summary>
    Task<IReadOnlyDictionary<string, DatasetMark>> MarksAsync(string account, CancellationToken cancellationToken);

    /// <summary>The last polls, newest first.</summary>
    Task<IReadOnlyList<PollRun>> PollsAsync(string account, int most, CancellationToken cancellationToken);

    /// <summary>The newest reading at or before an instant.</summary>
    Task<BalanceReading?> BalanceAsync(string account, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Readings in the range, oldest first; runs of readings without a change may be thinned to their ends.</summary>
    Task<IReadOnlyList<BalanceReading>> BalancesAsync(string account, UtcRange range, CancellationToken cancellationToken);

    /// <summary>The newest word on every key and budget layer.</summary>
    Task<IReadOnlyList<KeyCap>> KeyCapsAsync(string account, CancellationToken cancellationToken);

    /// <summary>
    /// Hourly sums over all series of a view, oldest first; an hour nobody reported is absent. A view of days gives one sum
    /// a day, at midnight.
    /// </summary>
    Task<IReadOnlyList<HourSum>> HoursAsync(string account, UsageView view, UtcRange range, CancellationToken cancellationToken);

    /// <summary>Sums by day and dimension.</summary>
    Task<IReadOnlyList<SpendSum>> SpendAsync(SpendQuery query, CancellationToken cancellationToken);

    /// <summary>One sum over a range of whole hours (whole days for views of days), for comparing parts of periods.</summary>
    Task<UsageFigures> SumAsync(string account, UsageView view, UtcRange range, SeriesFilter filter, CancellationToken cancellationToken);

    /// <summary>The single buckets of a range: detail, not a roll-up; for short ranges.</summary>
    IAsyncEnumerable<UsageBucket> BucketsAsync(string account, UsageView view, UtcRange range, SeriesFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Buckets whose cost the provider changed after it was first seen, newest change first. What a bucket gains while it
    /// is still filling (it ends after what the view covered) is growth and no revision.
    /// </summary>
    Task<IReadOnlyList<Revision>> RevisionsAsync(string account, UtcRange range, int most, CancellationToken cancellationToken);

    /// <summary>The values that a dimension has ever had in a view, most recent first.</summary>
    Task<IReadOnlyList<string>> ValuesAsync(string account, UsageView view, SpendDimension dimension, CancellationToken cancellationToken);

    /// <summary>Display names by kind and id.</summary>
    Task<IReadOnlyList<DimensionName>> NamesAsync(string account, CancellationToken cancellationToken);

    /// <summary>The price list in force at an instant.</summary>
    Task<IReadOnlyList<ModelPrice>> PricesAsync(string account, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Every list price that was in force at some instant of a range, its end included: by model and route, then by time.</summary>
    Task<IReadOnlyList<ListedPrice>> PriceHistoryAsync(string account, UtcRange range, CancellationToken cancellationToken);

    Task<IReadOnlyList<ProviderLimit>> LimitsAsync(string account, CancellationToken cancellationToken);

    /// <summary>What the account does not show, in sentences.</summary>
    Task<IReadOnlyList<string>> BlindSpotsAsync(string account, CancellationToken cancellationToken);

    /// <summary>Movements of a reservoir: top-ups, refunds and corrections seen in the counters, and typed-in lots.</summary>
    Task<IReadOnlyList<CreditLot>> LotsAsync(string account, CancellationToken cancellationToken);

    /// <summary>Adds a lot that a person typed in, together with who did it.</summary>
    Task<CreditLot> AddLotAsync(CreditLot lot, AuditRow audit, CancellationToken cancellationToken);
}

/// <param name="Changed">Rows that are new or differ from before; 0 when the fact was known.</param>
/// <param name="Rows">Rows that the fact held.</param>
public readonly record struct StoreResult(int Changed, int Rows);

/// <summary>How far a dataset has come.</summary>
/// <param name="DoneAt">When it was last read to the end of a chunk.</param>
/// <param name="ReadUntil">The end of the last range that was stored; null for a snapshot.</param>
/// <param name="CoversUntil">Up to where the data can be trusted.</param>
public sealed record DatasetMark(string Account, string Dataset, DateTimeOffset DoneAt, DateTimeOffset? ReadUntil, DateTimeOffset? CoversUntil);

/// <summary>One round for one account.</summary>
/// <param name="Failure">Null when it went well.</param>
public sealed record PollRun(string Account, DateTimeOffset StartedAt, DateTimeOffset EndedAt, ProviderFailure? Failure, string? Message, string? Remedy, int Rows)
{
    public bool Ok => Failure is null;
}

/// <summary>Figures of one or more buckets; null where no bucket told.</summary>
public readonly record struct UsageFigures
{
    public Usd? Cost { get; init; }

    public Usd? ByokCost { get; init; }

    public long? Requests { get; init; }

    public long? InputTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? ReasoningTokens { get; init; }
}

/// <summary>One hour's sums. A class: five weeks of them as values would be one large object, and each <c>/runway</c> a full collection.</summary>
public sealed record HourSum(DateTimeOffset Start, UsageFigures Figures);

/// <param name="Days">Whole UTC days.</param>
/// <param name="By">The dimensions to keep apart.</param>
/// <param name="ByDay">One row a day, else one over the whole range.</param>
public sealed record SpendQuery(string Account, UsageView View, UtcRange Days, SpendDimension By, bool ByDay, SeriesFilter Filter);

[Flags]
public enum SpendDimension
{
    None = 0,
    Project = 1,
    Key = 2,
    Model = 4,
    Route = 8,
    Endpoint = 16,
}

/// <summary>Exact values of dimensions; null: any.</summary>
public sealed record SeriesFilter
{
    public static readonly SeriesFilter All = new();

    public string? Project { get; init; }

    public string? Key { get; init; }

    public string? Model { get; init; }

    public string? Route { get; init; }

    public string? Endpoint { get; init; }
}

/// <summary>A sum; dimensions that were not asked for are empty.</summary>
public sealed record SpendSum(DateOnly? Day, UsageSeries Series, UsageFigures Figures);

/// <summary>A bucket that changed after it was first seen: what it was, what it is.</summary>
public sealed record Revision(DateTimeOffset Start, UsageView View, UsageSeries Series, Usd? First, Usd? Now, DateTimeOffset FirstSeenAt, DateTimeOffset RevisedAt, int Times);

/// <summary>A purchase, refund or correction of credits.</summary>
/// <param name="Id">0 for a lot that is not stored yet.</param>
/// <param name="Amount">Positive: credits in; negative: credits taken back.</param>
/// <param name="BoughtAt">When it was bought, or first seen.</param>
/// <param name="Source"><c>observed</c> (a change of the counters) or <c>typed</c>.</param>
public sealed record CreditLot(long Id, string Account, Usd Amount, DateTimeOffset BoughtAt, DateTimeOffset? ExpiresAt, string Source, LotKind Kind);

public enum LotKind
{
    Purchase,
    Refund,
    Correction,
}
