using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Requests;

/// <summary>
/// One request, as merged from everything that was told of it. Millions of them: written by <see cref="RequestWriter"/>
/// only, which stands in for foreign keys. Not stored inside its key: ids come in no order, and only an index of them,
/// a tenth of the rows' size, is then written in no order too.
/// </summary>
internal sealed class RequestRow
{
    public required int AccountId { get; init; }

    public required string RequestId { get; init; }

    public required int Attempt { get; init; }

    /// <summary>Null: only later words have come so far, and no roll-up knows of it.</summary>
    public DateTimeOffset? Time { get; init; }

    public required int SeriesId { get; init; }

    public string? ParentId { get; init; }

    public int? Status { get; init; }

    public int? Cause { get; init; }

    public string? ErrorCode { get; init; }

    public long? InputTokens { get; init; }

    public long? CachedTokens { get; init; }

    public long? CacheWriteTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? ReasoningTokens { get; init; }

    public Usd? Cost { get; init; }

    public int CostSource { get; init; }

    public DateTimeOffset? CostAt { get; init; }

    public Usd? UpstreamCost { get; init; }

    public bool? Accepted { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public int? Tries { get; init; }

    public bool? FromCache { get; init; }

    public long? DurationMs { get; init; }

    public long? Fingerprint { get; init; }

    public int Source { get; init; }

    public DateTimeOffset SeenAt { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<RequestRow>
    {
        public void Configure(EntityTypeBuilder<RequestRow> builder)
        {
            builder.ToTable("requests");
            builder.HasKey(row => new { row.AccountId, row.RequestId, row.Attempt });
            builder.HasIndex(row => new { row.AccountId, row.Time });
        }
    }
}

/// <summary>The short number that stands for one set of labels.</summary>
internal sealed class RequestSeriesRow
{
    public int Id { get; init; }

    public required int AccountId { get; init; }

    public required string Project { get; init; }

    public required string Workflow { get; init; }

    public required string Caller { get; init; }

    public required string Customer { get; init; }

    public required string ModelRequested { get; init; }

    public required string ModelServed { get; init; }

    public required string Route { get; init; }

    public required string Endpoint { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<RequestSeriesRow>
    {
        public void Configure(EntityTypeBuilder<RequestSeriesRow> builder)
        {
            builder.ToTable("request_series");
            builder.HasIndex(row => new
            {
                row.AccountId,
                row.Project,
                row.Workflow,
                row.Caller,
                row.Customer,
                row.ModelRequested,
                row.ModelServed,
                row.Route,
                row.Endpoint,
            }).IsUnique().HasDatabaseName("IX_request_series_labels");
        }
    }
}

/// <summary>
/// Sums of one hour over the requests of equal labels, outcome and attempt. A sum of figures stands beside the number of
/// requests that told them, so that unknown never looks like zero and a correction can be taken out again.
/// </summary>
internal sealed class RequestFactRow
{
    public required int AccountId { get; init; }

    public required DateTimeOffset Hour { get; init; }

    public required int SeriesId { get; init; }

    /// <summary><see cref="RequestOutcome.Code"/>.</summary>
    public required int Outcome { get; init; }

    /// <summary>10 stands for all further ones.</summary>
    public required int Attempt { get; init; }

    public long Requests { get; init; }

    /// <summary>Requests whose cost is told.</summary>
    public long Priced { get; init; }

    /// <summary>Requests that cost something.</summary>
    public long Charged { get; init; }

    public long Cost { get; init; }

    public long UpstreamCost { get; init; }

    /// <summary>Requests whose input tokens are told.</summary>
    public long InputTold { get; init; }

    public long InputTokens { get; init; }

    public long CachedTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    /// <summary>Requests whose output tokens are told.</summary>
    public long OutputTold { get; init; }

    public long OutputTokens { get; init; }

    public long ReasoningTokens { get; init; }

    public long Accepted { get; init; }

    public long Rejected { get; init; }

    /// <summary>Requests for which the router tried more than one route or model.</summary>
    public long Rerouted { get; init; }

    public long FromCache { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<RequestFactRow>
    {
        public void Configure(EntityTypeBuilder<RequestFactRow> builder)
        {
            builder.ToTable("request_facts");
            builder.HasKey(row => new { row.AccountId, row.Hour, row.SeriesId, row.Outcome, row.Attempt });
        }
    }
}

/// <summary>How many requests of a day cost about so much: what a high quantile of the cost is read from.</summary>
internal sealed class RequestCostRow
{
    public required int AccountId { get; init; }

    public required DateTimeOffset Day { get; init; }

    /// <summary><see cref="CostClass"/>.</summary>
    public required int CostClass { get; init; }

    public long Requests { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<RequestCostRow>
    {
        public void Configure(EntityTypeBuilder<RequestCostRow> builder)
        {
            builder.ToTable("request_costs");
            builder.HasKey(row => new { row.AccountId, row.Day, row.CostClass });
        }
    }
}

/// <summary>Requests before this were dropped as too old: what tells of them again is not counted a second time.</summary>
internal sealed class RequestMarkRow
{
    public required int AccountId { get; init; }

    public required DateTimeOffset PrunedBefore { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<RequestMarkRow>
    {
        public void Configure(EntityTypeBuilder<RequestMarkRow> builder)
        {
            builder.ToTable("request_marks");
            builder.HasKey(row => row.AccountId);
            builder.Property(row => row.AccountId).ValueGeneratedNever();
        }
    }
}

/// <summary>How far a file has been imported.</summary>
internal sealed class RequestImportRow
{
    /// <summary>What the file begins with, and how it is read, as a hash.</summary>
    public required string File { get; init; }

    /// <summary>Bytes.</summary>
    public long Position { get; set; }

    public long Lines { get; set; }

    /// <summary>A hash of the bytes before the position: it is still the same file.</summary>
    public string Tail { get; set; } = "";

    public DateTimeOffset At { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<RequestImportRow>
    {
        public void Configure(EntityTypeBuilder<RequestImportRow> builder)
        {
            builder.ToTable("request_imports");
            builder.HasKey(row => row.File);
        }
    }
}
