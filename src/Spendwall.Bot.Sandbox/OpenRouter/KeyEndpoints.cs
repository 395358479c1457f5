using Spendwall.Bot.Money;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenRouter;

/// <summary>GET <c>/key</c>, <c>/keys</c> (100 a page, one workspace at a time) and <c>/keys/{hash}</c>.</summary>
internal sealed class KeyEndpoints(OpenRouterAccount account)
{
    private const int PageSize = 100;

    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/key", OwnKeyAsync);
        routes.MapGet("/keys", ListAsync);
        routes.MapGet("/keys/{hash}", OneAsync);
    }

    private Task OwnKeyAsync(HttpContext context)
    {
        string key = Bearer.Of(context)!;
        var caller = account.Callers.ByOpenRouterKey(key);
        var usage = caller is null ? new KeyUsage() : account.UsageByCaller()[caller.Name];
        var cap = caller is null ? null : account.Options.Caps.GetValueOrDefault(caller.Name);
        var budget = cap is null ? null : Budget(cap, usage);

        return Answer.WriteAsync(context, 200, new Page<OwnKeyBody>(new(
            Masked(key), caller is null, caller?.WorkspaceId, cap?.LimitUsd, cap?.LimitUsd - usage.In(cap?.Reset), cap?.Reset)
        {
            Usage = usage.Total,
            UsageDaily = usage.Daily,
            UsageWeekly = usage.Weekly,
            UsageMonthly = usage.Monthly,
            Budgets = budget is null ? [] : [budget],
            EffectiveBudget = budget,
        }));
    }

    private Task ListAsync(HttpContext context)
    {
        int offset = QueryNumber.Of(context, "offset", 0, 0, int.MaxValue);
        string workspace = context.Request.Query["workspace_id"].ToString();
        workspace = workspace.Length == 0 ? account.Callers.DefaultWorkspace.Id : workspace;

        return Answer.WriteAsync(context, 200, new Page<IEnumerable<KeyBody>>(
            Inventory().Where(key => key.WorkspaceId == workspace).Skip(offset).Take(PageSize)));
    }

    private Task OneAsync(HttpContext context)
    {
        string? hash = context.GetRouteValue("hash") as string;
        var key = Inventory().FirstOrDefault(key => key.Hash == hash) ?? throw OpenRouterErrors.Of(404);

        return Answer.WriteAsync(context, 200, new Page<KeyBody>(key));
    }

    /// <summary>Newest first: the callers' keys, then the idle ones.</summary>
    private IEnumerable<KeyBody> Inventory()
    {
        var usage = account.UsageByCaller();
        int age = 0;
        foreach (var caller in account.Callers.All)
        {
            var cap = account.Options.Caps.GetValueOrDefault(caller.Name);
            var own = usage[caller.Name];
            yield return new(caller.KeyHash, caller.Name, Masked(caller.OpenRouterKey), caller.WorkspaceId, Created(age++), cap?.LimitUsd, cap?.LimitUsd - own.In(cap?.Reset), cap?.Reset)
            {
                Usage = own.Total,
                UsageDaily = own.Daily,
                UsageWeekly = own.Weekly,
                UsageMonthly = own.Monthly,
                LastUsedAt = own.LastHour is { } hour ? Answer.Iso(hour) : null,
            };
        }

        for (int index = 0; index < account.Options.IdleKeys; index++)
        {
            string hash = StableHash.Hex(account.Options.Seed, "idle", index);
            yield return new(
                hash, $"idle-{index + 1}", Masked($"sk-or-v1-{hash}"), account.Callers.DefaultWorkspace.Id, Created(age++), null, null, null);
        }
    }

    /// <summary>How OpenRouter names a key in both of its answers.</summary>
    private static string Masked(string key) => $"{key[..12]}...{key[^3..]}";

    private string Created(int age) => Answer.Iso(account.Series.Start.AddDays(-1 - age));

    private BudgetBody Budget(CallerCap cap, KeyUsage usage)
    {
        var now = account.Now;
        DateTimeOffset? resets = cap.Reset switch
        {
            "daily" => now.FloorDay().AddDays(1),
            "weekly" => now.FloorWeek().AddDays(7),
            "monthly" => now.FloorMonth().AddMonths(1),
            _ => null,
        };
        decimal spent = usage.In(cap.Reset);

        return new("key_limit", cap.LimitUsd, spent, cap.LimitUsd - spent, cap.Reset, resets is { } at ? Answer.Iso(at) : null);
    }

    private abstract record KeyFigures
    {
        public decimal ByokUsage { get; init; }

        public decimal ByokUsageDaily { get; init; }

        public decimal ByokUsageWeekly { get; init; }

        public decimal ByokUsageMonthly { get; init; }

        public decimal Usage { get; init; }

        public decimal UsageDaily { get; init; }

        public decimal UsageWeekly { get; init; }

        public decimal UsageMonthly { get; init; }

        public bool IncludeByokInLimit { get; init; }

        public string? CreatorUserId { get; init; } = "user_sandbox";

        public string? ExpiresAt { get; init; }
    }

    private sealed record KeyBody(
        string Hash, string Name, string Label, string WorkspaceId, string CreatedAt, decimal? Limit, decimal? LimitRemaining, string? LimitReset) : KeyFigures
    {
        public bool Disabled { get; init; }

        public string? UpdatedAt { get; init; }

        public string? LastUsedAt { get; init; }

        public string? ExternalUser { get; init; }
    }

    private sealed record OwnKeyBody(
        string Label, bool IsManagementKey, string? WorkspaceId, decimal? Limit, decimal? LimitRemaining, string? LimitReset) : KeyFigures
    {
        public bool IsProvisioningKey => IsManagementKey;

        public bool IsFreeTier { get; init; }

        public RateLimitBody RateLimit { get; init; } = new("10s", "This field is deprecated and safe to ignore.", -1);

        public string? OrganizationId { get; init; }

        public IReadOnlyList<string> AllowedDataRegions { get; init; } = ["global"];

        public IReadOnlyList<BudgetBody> Budgets { get; init; } = [];

        public BudgetBody? EffectiveBudget { get; init; }
    }

    private sealed record RateLimitBody(string Interval, string Note, int Requests);

    private sealed record BudgetBody(string Scope, decimal LimitUsd, decimal SpendUsd, decimal RemainingUsd, string? ResetInterval, string? ResetsAt)
    {
        public string? BudgetId { get; init; }

        public string? GuardrailId { get; init; }

        public bool IncludeByok { get; init; }
    }
}
