using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenAI;

/// <summary>GET <c>/organization/projects</c>, one project, and its API keys.</summary>
internal sealed class ProjectEndpoints(OpenAIAccount account)
{
    private const int Usual = 20;
    private const int Most = 100;

    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/projects", ListAsync);
        routes.MapGet("/projects/{project}", OneAsync);
        routes.MapGet("/projects/{project}/api_keys", KeysAsync);
    }

    private Task ListAsync(HttpContext context) => PageAsync(context, account.Callers.All.Select(Project), project => project.Id);

    private Task OneAsync(HttpContext context) => Answer.WriteAsync(context, 200, Project(Of(context)));

    private Task KeysAsync(HttpContext context)
    {
        var caller = Of(context);
        long created = Created();
        var used = account.Series.Rows.LastOrDefault(row => row.Caller == caller.Name && row.Hour < account.Now);

        return PageAsync(
            context,
            [new KeyBody(caller.ApiKeyId, caller.Name, created, used?.Hour.ToUnixTimeSeconds(), new(new($"svc_{caller.ApiKeyId}", caller.Name, created)))],
            key => key.Id);
    }

    private Caller Of(HttpContext context)
    {
        string? id = context.GetRouteValue("project") as string;

        return account.Callers.All.FirstOrDefault(caller => caller.ProjectId == id) ?? throw OpenAIErrors.NotFound("project");
    }

    private ProjectBody Project(Caller caller) => new(caller.ProjectId, caller.Name, Created());

    private long Created() => account.Series.Start.AddDays(-30).ToUnixTimeSeconds();

    private static Task PageAsync<T>(HttpContext context, IEnumerable<T> all, Func<T, string> id)
    {
        var parameters = new Parameters(context);
        int limit = (int)(parameters.Number("limit", 1, Most) ?? Usual);
        var rest = parameters.Text("after") is { } after ? all.SkipWhile(item => id(item) != after).Skip(1).ToList() : [.. all];

        return Answer.WriteAsync(context, 200, new ListBody<T>(
            [.. rest.Take(limit)], rest.Count > 0 ? id(rest[0]) : null, rest.Count > 0 ? id(rest[Math.Min(limit, rest.Count) - 1]) : null, rest.Count > limit));
    }

    private sealed record ProjectBody(string Id, string Name, long CreatedAt)
    {
        public string Object { get; init; } = "organization.project";

        public long? ArchivedAt { get; init; }

        public string Status { get; init; } = "active";
    }

    private sealed record KeyBody(string Id, string Name, long CreatedAt, long? LastUsedAt, OwnerBody Owner)
    {
        public string Object { get; init; } = "organization.project.api_key";

        public string RedactedValue => $"sk-svc...{Id[^3..]}";

        public string OwnerProjectAccess { get; init; } = "active";
    }

    private sealed record OwnerBody(AccountBody ServiceAccount)
    {
        public string Type { get; init; } = "service_account";
    }

    private sealed record AccountBody(string Id, string Name, long CreatedAt)
    {
        public string Object { get; init; } = "organization.project.service_account";

        public string Role { get; init; } = "member";
    }
}

/// <summary>The envelope of every list of the admin API.</summary>
internal sealed record ListBody<T>(IReadOnlyList<T> Data, string? FirstId, string? LastId, bool HasMore)
{
    public string Object { get; init; } = "list";
}
