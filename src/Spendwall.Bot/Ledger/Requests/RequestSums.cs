using System.Data.Common;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Requests;

/// <param name="Hours">Whole hours of UTC.</param>
/// <param name="By">What is kept apart.</param>
public sealed record RequestQuery(string Account, UtcRange Hours, RequestDimension By)
{
    /// <summary>Exact labels; an empty one is any.</summary>
    public RequestLabels Only { get; init; } = RequestLabels.None;
}

[Flags]
public enum RequestDimension
{
    None = 0,
    Project = 1,
    Workflow = 2,
    Caller = 4,
    Customer = 8,
    ModelRequested = 16,
    ModelServed = 32,
    Route = 64,
    Endpoint = 128,
    Outcome = 256,
    Attempt = 512,
    Hour = 1024,
    Day = 2048,

    /// <summary>The eight labels.</summary>
    Labels = 255,
}

/// <summary>A sum over requests; what was not asked to be kept apart is empty or null.</summary>
public sealed record RequestSum(RequestLabels Labels, RequestOutcome? Outcome, int? Attempt, DateTimeOffset? Start, RequestFigures Figures);

/// <summary>Sums, each with the number of requests that told it: a sum that nobody told is null, one that some told is a part.</summary>
public readonly record struct RequestFigures
{
    public long Requests { get; init; }

    /// <summary>Requests whose cost is told.</summary>
    public long Priced { get; init; }

    /// <summary>Requests that cost something.</summary>
    public long Charged { get; init; }

    /// <summary>Of the <see cref="Priced"/> ones.</summary>
    public Usd? Cost { get; init; }

    public Usd UpstreamCost { get; init; }

    public long InputTold { get; init; }

    public long? InputTokens { get; init; }

    public long CachedTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long OutputTold { get; init; }

    public long? OutputTokens { get; init; }

    public long ReasoningTokens { get; init; }

    public long Accepted { get; init; }

    public long Rejected { get; init; }

    /// <summary>Requests for which the router tried more than one route or model.</summary>
    public long Rerouted { get; init; }

    public long FromCache { get; init; }

    public static RequestFigures operator +(RequestFigures a, RequestFigures b) => new()
    {
        Requests = a.Requests + b.Requests,
        Priced = a.Priced + b.Priced,
        Charged = a.Charged + b.Charged,
        Cost = a.Cost is { } cost ? cost + (b.Cost ?? Usd.Zero) : b.Cost,
        UpstreamCost = a.UpstreamCost + b.UpstreamCost,
        InputTold = a.InputTold + b.InputTold,
        InputTokens = a.InputTokens is { } input ? input + (b.InputTokens ?? 0) : b.InputTokens,
        CachedTokens = a.CachedTokens + b.CachedTokens,
        CacheWriteTokens = a.CacheWriteTokens + b.CacheWriteTokens,
        OutputTold = a.OutputTold + b.OutputTold,
        OutputTokens = a.OutputTokens is { } output ? output + (b.OutputTokens ?? 0) : b.OutputTokens,
        ReasoningTokens = a.ReasoningTokens + b.ReasoningTokens,
        Accepted = a.Accepted + b.Accepted,
        Rejected = a.Rejected + b.Rejected,
        Rerouted = a.Rerouted + b.Rerouted,
        FromCache = a.FromCache + b.FromCache,
    };
}

/// <summary>Reads the hourly sums.</summary>
internal static class RequestSums
{
    private const long DayWidth = 86_400_000;

    public static async Task<IReadOnlyList<RequestSum>> ReadAsync(LedgerContext db, int account, RequestQuery query, CancellationToken cancellationToken)
    {
        var keys = Keys(query.By).ToList();
        var only = Values(query.Only).Select(static (value, i) => (Column: RequestColumns.Labels[i], Value: value)).Where(static part => part.Value.Length > 0).ToList();
        string by = string.Join(", ", keys);
        string sql = $"""
            SELECT {string.Concat(keys.Select(static key => $"{key}, "))}{string.Join(", ", RequestFacts.Columns.Select(static column => $"SUM(f.{column})"))}
            FROM request_facts f CROSS JOIN request_series s
            WHERE s.id = f.series_id AND f.account_id = @account AND f.hour >= @from AND f.hour < @until{string.Concat(only.Select(static part => $" AND s.{part.Column} = @{part.Column}"))}
            {(keys.Count == 0 ? "HAVING COUNT(*) > 0" : $"GROUP BY {by} ORDER BY {by}")}
            """;
        await using var command = (await db.CommandAsync(sql, cancellationToken)).With("@account", account)
            .With("@from", query.Hours.Start.ToUnixTimeMilliseconds()).With("@until", query.Hours.End.ToUnixTimeMilliseconds());
        foreach (var (column, value) in only)
        {
            command.With($"@{column}", value);
        }

        var sums = new List<RequestSum>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            sums.Add(Read(reader, query.By));
        }

        return sums;
    }

    private static IEnumerable<string> Keys(RequestDimension by)
    {
        for (int i = 0; i < RequestColumns.Labels.Count; i++)
        {
            if (((int)by & (1 << i)) != 0)
            {
                yield return $"s.{RequestColumns.Labels[i]}";
            }
        }

        if (by.HasFlag(RequestDimension.Outcome))
        {
            yield return "f.outcome";
        }

        if (by.HasFlag(RequestDimension.Attempt))
        {
            yield return "f.attempt";
        }

        if (by.HasFlag(RequestDimension.Hour))
        {
            yield return "f.hour";
        }
        else if (by.HasFlag(RequestDimension.Day))
        {
            yield return $"f.hour / {DayWidth}";
        }
    }

    private static IEnumerable<string> Values(RequestLabels labels) =>
        [labels.Project, labels.Workflow, labels.Caller, labels.Customer, labels.ModelRequested, labels.ModelServed, labels.Route, labels.Endpoint];

    private static RequestSum Read(DbDataReader reader, RequestDimension by)
    {
        int at = 0;
        var labels = new RequestLabels
        {
            Project = Label(RequestDimension.Project),
            Workflow = Label(RequestDimension.Workflow),
            Caller = Label(RequestDimension.Caller),
            Customer = Label(RequestDimension.Customer),
            ModelRequested = Label(RequestDimension.ModelRequested),
            ModelServed = Label(RequestDimension.ModelServed),
            Route = Label(RequestDimension.Route),
            Endpoint = Label(RequestDimension.Endpoint),
        };
        RequestOutcome? outcome = by.HasFlag(RequestDimension.Outcome) ? new(reader.GetInt32(at++)) : null;
        int? attempt = by.HasFlag(RequestDimension.Attempt) ? reader.GetInt32(at++) : null;
        DateTimeOffset? start = by.HasFlag(RequestDimension.Hour) ? DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(at++))
            : by.HasFlag(RequestDimension.Day) ? DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(at++) * DayWidth)
            : null;
        long[] sums = new long[RequestFacts.Columns.Count];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = reader.GetInt64(at + i);
        }

        return new(labels, outcome, attempt, start, ToFigures(sums));

        string Label(RequestDimension dimension) => by.HasFlag(dimension) ? reader.GetString(at++) : "";
    }

    /// <param name="sums">In the order of <see cref="RequestFacts.Columns"/>.</param>
    private static RequestFigures ToFigures(long[] sums) => new()
    {
        Requests = sums[0],
        Priced = sums[1],
        Charged = sums[2],
        Cost = sums[1] == 0 ? null : new Usd(sums[3]),
        UpstreamCost = new Usd(sums[4]),
        InputTold = sums[5],
        InputTokens = sums[5] == 0 ? null : sums[6],
        CachedTokens = sums[7],
        CacheWriteTokens = sums[8],
        OutputTold = sums[9],
        OutputTokens = sums[9] == 0 ? null : sums[10],
        ReasoningTokens = sums[11],
        Accepted = sums[12],
        Rejected = sums[13],
        Rerouted = sums[14],
        FromCache = sums[15],
    };
}
