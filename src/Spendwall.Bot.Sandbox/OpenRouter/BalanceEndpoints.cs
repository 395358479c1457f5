using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>GET <c>/credits</c> and <c>/workspaces</c>.</summary>
internal sealed class BalanceEndpoints(OpenRouterAccount account)
{
    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/credits", CreditsAsync);
        routes.MapGet("/workspaces", WorkspacesAsync);
    }

    private Task CreditsAsync(HttpContext context)
    {
        var (credits, usage) = account.Credits();

        return Answer.WriteAsync(context, 200, new Page<CreditsBody>(new(credits, usage)));
    }

    private Task WorkspacesAsync(HttpContext context)
    {
        int offset = QueryNumber.Of(context, "offset", 0, 0, int.MaxValue);
        int limit = QueryNumber.Of(context, "limit", 50, 1, 100);
        var all = account.Callers.Workspaces;
        string created = Answer.Iso(account.Series.Start.AddDays(-90));

        return Answer.WriteAsync(context, 200, new CountedPage<IEnumerable<WorkspaceBody>>(
            all.Skip(offset).Take(limit).Select(workspace => new WorkspaceBody(workspace.Id, workspace.Name, workspace.Slug, created)
            {
                DefaultGuardrailId = StableHash.Uuid("guardrail", workspace.Id).ToString(),
            }), all.Count));
    }

    private sealed record CreditsBody(decimal TotalCredits, decimal TotalUsage);

    private sealed record WorkspaceBody(string Id, string Name, string Slug, string CreatedAt)
    {
        public string? CreatedBy { get; init; }

        public string? DefaultGuardrailId { get; init; }

        public string? DefaultImageModel { get; init; }

        public string? DefaultProviderSort { get; init; }

        public string? DefaultTextModel { get; init; }

        public string? Description { get; init; }

        public bool IncludeByokInBudgets { get; init; }

        public IReadOnlyList<long>? IoLoggingApiKeyIds { get; init; }

        public double IoLoggingSamplingRate { get; init; } = 1;

        public bool IsDataDiscountLoggingEnabled { get; init; }

        public bool IsObservabilityBroadcastEnabled { get; init; }

        public bool IsObservabilityIoLoggingEnabled { get; init; }

        public string? UpdatedAt { get; init; }
    }
}
