using System.Text.Json.Serialization;
using Spendwall.Bot.Money;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>GET <c>/activity</c>: 30 completed UTC days, by day, model and serving provider. Today is never in it.</summary>
internal sealed class ActivityEndpoint(OpenRouterAccount account)
{
    private const int Days = 30;

    public void Map(RouteGroupBuilder routes) => routes.MapGet("/activity", ReadAsync);

    private Task ReadAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var today = account.Now.FloorDay();
        var days = Enumerable.Range(1, Days).Select(back => today.AddDays(-back)).ToList();
        string date = query["date"].ToString();
        var wanted = date.Length == 0 ? days : [.. days.Where(day => Answer.Day(day) == date)];
        if (wanted.Count == 0)
        {
            throw OpenRouterErrors.Refused("Date must be within the last 30 completed UTC days, as YYYY-MM-DD");
        }

        string hash = query["api_key_hash"].ToString();
        string workspace = query["workspace_id"].ToString();
        bool byWorkspace = query["group_by"] == "workspace";

        var items = account.Series.Between(wanted[^1], wanted[0].AddDays(1))
            .Where(slice => Fits(account.Callers[slice.Row.Caller], hash, workspace))
            .SelectMany(slice => Routes.Split(slice).Select(part => (
                Key: (Day: slice.Row.Hour.FloorDay(), slice.Row.Model, part.Provider, Workspace: byWorkspace ? account.Callers[slice.Row.Caller].WorkspaceId : null), part.Amounts)))
            .GroupBy(part => part.Key)
            .OrderByDescending(group => group.Key.Day).ThenBy(group => group.Key.Model, StringComparer.Ordinal).ThenBy(group => group.Key.Provider, StringComparer.Ordinal)
            .Select(group => Item(group.Key.Day, group.Key.Model, group.Key.Provider, group.Key.Workspace, group.Aggregate(default(Amounts), (sum, part) => sum + part.Amounts)))
            .ToList();

        return Answer.WriteAsync(context, 200, new Page<List<ActivityItem>>(items));
    }

    private static bool Fits(Caller caller, string hash, string workspace) =>
        (hash.Length == 0 || caller.KeyHash == hash) && (workspace.Length == 0 || caller.WorkspaceId == workspace);

    private static ActivityItem Item(DateTimeOffset day, string model, string provider, string? workspace, Amounts amounts) =>
        new(Answer.Day(day), model, provider)
        {
            EndpointId = StableHash.Uuid("endpoint", model, provider).ToString(),
            Requests = amounts.Requests,
            PromptTokens = amounts.InputTokens,
            CompletionTokens = amounts.OutputTokens,
            Usage = amounts.Usd,
            WorkspaceId = workspace,
        };

    private sealed record ActivityItem(string Date, string Model, string ProviderName)
    {
        public string ModelPermaslug => Model;

        public string EndpointId { get; init; } = "";

        public long Requests { get; init; }

        public long PromptTokens { get; init; }

        public long CompletionTokens { get; init; }

        public long ReasoningTokens { get; init; }

        public long CachedTokens { get; init; }

        public decimal Usage { get; init; }

        public decimal ByokUsageInference { get; init; }

        /// <summary>Only there when the answer is split by workspace.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? WorkspaceId { get; init; }
    }
}
