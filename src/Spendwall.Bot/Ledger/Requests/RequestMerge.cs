namespace Spendwall.Bot.Ledger.Requests;

/// <summary>
/// Two words on one request become one, the same whatever their order and however often each is told: the earliest time,
/// the worse status, the larger count, the fuller label. Of two costs or marks the later one counts; of two of one time
/// the better source, then the larger cost, and a "no" before a "yes".
/// </summary>
internal static class RequestMerge
{
    /// <summary>Both have one identity.</summary>
    public static RequestRecord Merge(RequestRecord a, RequestRecord b)
    {
        var cost = IsLaterCost(a, b) ? b : a;
        var mark = IsLaterMark(a, b) ? b : a;

        return a with
        {
            Time = Least(a.Time, b.Time),
            ParentId = Larger(a.ParentId, b.ParentId),
            Labels = Merge(a.Labels, b.Labels),
            Status = Larger(a.Status, b.Status),
            Cause = Larger(a.Cause, b.Cause),
            ErrorCode = Larger(a.ErrorCode, b.ErrorCode),
            InputTokens = Larger(a.InputTokens, b.InputTokens),
            CachedTokens = Larger(a.CachedTokens, b.CachedTokens),
            CacheWriteTokens = Larger(a.CacheWriteTokens, b.CacheWriteTokens),
            OutputTokens = Larger(a.OutputTokens, b.OutputTokens),
            ReasoningTokens = Larger(a.ReasoningTokens, b.ReasoningTokens),
            Cost = cost.Cost,
            CostSource = cost.CostSource,
            CostAt = cost.CostAt,
            UpstreamCost = Larger(a.UpstreamCost, b.UpstreamCost),
            Accepted = mark.Accepted,
            AcceptedAt = mark.AcceptedAt,
            Tries = Larger(a.Tries, b.Tries),
            FromCache = a.FromCache is null ? b.FromCache : a.FromCache.Value || b.FromCache == true,
            DurationMs = Larger(a.DurationMs, b.DurationMs),
            Fingerprint = Larger(a.Fingerprint, b.Fingerprint),
            Source = a.Source | b.Source,
            SeenAt = a.SeenAt < b.SeenAt ? a.SeenAt : b.SeenAt,
        };
    }

    private static RequestLabels Merge(RequestLabels a, RequestLabels b) => a.Equals(b) || ReferenceEquals(b, RequestLabels.None) ? a : new()
    {
        Project = Larger(a.Project, b.Project)!,
        Workflow = Larger(a.Workflow, b.Workflow)!,
        Caller = Larger(a.Caller, b.Caller)!,
        Customer = Larger(a.Customer, b.Customer)!,
        ModelRequested = Larger(a.ModelRequested, b.ModelRequested)!,
        ModelServed = Larger(a.ModelServed, b.ModelServed)!,
        Route = Larger(a.Route, b.Route)!,
        Endpoint = Larger(a.Endpoint, b.Endpoint)!,
    };

    private static bool IsLaterCost(RequestRecord a, RequestRecord b) => b.Cost is not null
        && (a.Cost is null || (b.CostAt ?? DateTimeOffset.MinValue, b.CostSource, b.Cost.Value).CompareTo((a.CostAt ?? DateTimeOffset.MinValue, a.CostSource, a.Cost.Value)) > 0);

    private static bool IsLaterMark(RequestRecord a, RequestRecord b) => b.Accepted is not null
        && (a.Accepted is null || (b.AcceptedAt ?? DateTimeOffset.MinValue, !b.Accepted.Value).CompareTo((a.AcceptedAt ?? DateTimeOffset.MinValue, !a.Accepted.Value)) > 0);

    private static DateTimeOffset? Least(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;

    private static T? Larger<T>(T? a, T? b)
        where T : struct => a is null || (b is not null && Comparer<T>.Default.Compare(b.Value, a.Value) > 0) ? b : a;

    private static string? Larger(string? a, string? b) => string.CompareOrdinal(b, a) > 0 ? b : a;
}
