using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>Answers a checked request from the truth up to an instant; the running hour grows evenly.</summary>
internal sealed class AnalyticsQuery(OpenRouterAccount account, AnalyticsRequest request)
{
    private readonly IReadOnlyList<AnalyticsDimension> dimensions = [.. request.Dimensions.Select(name => AnalyticsDimensions.All[name])];
    private readonly bool byProvider = request.Dimensions.Contains("provider") || request.Filters.Any(filter => filter.Field == "provider");

    public (IReadOnlyList<JsonObject> Rows, bool Truncated) Run(DateTimeOffset now)
    {
        var groups = new Dictionary<(DateTimeOffset Bucket, string First, string Second), Amounts>();
        foreach (var (bucket, slice) in Slices(now))
        {
            foreach (var (part, amounts) in Parts(slice).Where(item => Accepts(item.Part)))
            {
                var key = (bucket, Shown(0, part), Shown(1, part));
                groups[key] = groups.GetValueOrDefault(key) + amounts;
            }
        }

        var rows = Limited(Ordered(groups.Select(group => (group.Key, group.Value)))).ToList();
        int most = request.Limit ?? (request.Granularity is not null && dimensions.Count > 0 ? AnalyticsRequest.MaxLimit : AnalyticsRequest.DefaultLimit);

        return ([.. rows.Take(most).Select(row => Row(row.Key, row.Amounts))], rows.Count > most || rows.Count < groups.Count);
    }

    private IEnumerable<(DateTimeOffset Bucket, SpendSlice Slice)> Slices(DateTimeOffset now)
    {
        var end = request.Range.End < now ? request.Range.End : now;
        if (request.Granularity == "minute")
        {
            for (var minute = AnalyticsBuckets.Floor("minute", request.Range.Start); minute < end; minute = minute.AddMinutes(1))
            {
                var from = minute < request.Range.Start ? request.Range.Start : minute;
                var to = minute.AddMinutes(1) < end ? minute.AddMinutes(1) : end;
                foreach (var slice in account.Series.Between(from, to))
                {
                    yield return (minute, slice);
                }
            }

            yield break;
        }

        foreach (var slice in account.Series.Between(request.Range.Start, end))
        {
            yield return (request.Granularity is { } width ? AnalyticsBuckets.Floor(width, slice.Row.Hour) : default, slice);
        }
    }

    private IEnumerable<(AnalyticsPart Part, Amounts Amounts)> Parts(SpendSlice slice)
    {
        var caller = account.Callers[slice.Row.Caller];
        string workspace = account.Callers.WorkspaceOf(caller).Name;

        return byProvider
            ? Routes.Split(slice).Select(part => (new AnalyticsPart(slice.Row, caller, workspace, part.Provider), part.Amounts))
            : [(new AnalyticsPart(slice.Row, caller, workspace, ""), slice.Amounts)];
    }

    private bool Accepts(AnalyticsPart part) =>
        request.Filters.All(filter => filter.Accepts(AnalyticsDimensions.All[filter.Field].Compared(part)));

    private string Shown(int index, AnalyticsPart part) => index < dimensions.Count ? dimensions[index].Shown(part) : "";

    /// <summary>Newest first, then the first metric's order, unless the request says otherwise.</summary>
    private IEnumerable<((DateTimeOffset Bucket, string First, string Second) Key, Amounts Amounts)> Ordered(
        IEnumerable<((DateTimeOffset Bucket, string First, string Second) Key, Amounts Amounts)> rows)
    {
        var named = rows.OrderByDescending(row => row.Key.Bucket).ThenByDescending(row => row.Amounts.Usd)
            .ThenBy(row => row.Key.First, StringComparer.Ordinal).ThenBy(row => row.Key.Second, StringComparer.Ordinal);
        if (request.OrderBy is not { } field)
        {
            return named;
        }

        int dimension = request.Dimensions.ToList().IndexOf(field);
        var ordered = field == "date" ? named.OrderBy(row => row.Key.Bucket)
            : dimension >= 0 ? named.OrderBy(row => dimension == 0 ? row.Key.First : row.Key.Second, StringComparer.Ordinal)
            : named.OrderBy(row => Figure(field, row.Amounts));

        return request.Ascending ? ordered : ordered.Reverse();
    }

    private IEnumerable<((DateTimeOffset Bucket, string First, string Second) Key, Amounts Amounts)> Limited(
        IEnumerable<((DateTimeOffset Bucket, string First, string Second) Key, Amounts Amounts)> rows) =>
        request.GroupLimit is int most && dimensions.Count > 0
            ? rows.GroupBy(row => (row.Key.First, row.Key.Second)).SelectMany(group => group.Take(most))
            : rows;

    private static decimal Figure(string metric, Amounts amounts) =>
        decimal.TryParse(
            AnalyticsMetrics.All[metric](amounts)?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal figure) ? figure : 0;

    private JsonObject Row((DateTimeOffset Bucket, string First, string Second) key, Amounts amounts)
    {
        var row = new JsonObject();
        if (request.Granularity is { } width)
        {
            row[AnalyticsBuckets.Column(width)] = AnalyticsBuckets.Text(width, key.Bucket);
        }

        for (int index = 0; index < dimensions.Count; index++)
        {
            row[request.Dimensions[index]] = index == 0 ? key.First : key.Second;
            if (request.Dimensions[index] == "user")
            {
                row["user_email"] = "dana@example.com";
            }
        }

        foreach (string metric in request.Metrics)
        {
            row[metric] = AnalyticsMetrics.All[metric](amounts);
        }

        return row;
    }
}
