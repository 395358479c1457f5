using Spendwall.Bot.Sandbox.Serving;

namespace Spendwall.Bot.Sandbox.OpenAI;

/// <summary>GET <c>spend_limit</c> and <c>spend_alerts</c> of the organisation and of each project: integer cents a month.</summary>
internal sealed class LimitEndpoints(OpenAIAccount account)
{
    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/spend_limit", context => LimitAsync(context, "organization", 1));
        routes.MapGet("/spend_alerts", context => AlertsAsync(context, "organization", "alert_organization", 1));
        routes.MapGet("/projects/{project}/spend_limit", context => LimitAsync(context, Project(context), account.Callers.All.Count));
        routes.MapGet("/projects/{project}/spend_alerts", context => AlertsAsync(context, Project(context), $"alert_{context.GetRouteValue("project")}", account.Callers.All.Count));
    }

    private Task LimitAsync(HttpContext context, string scope, int parts) => Answer.WriteAsync(context, 200, new LimitBody(
        $"{scope}.spend_limit", account.Options.SpendLimitCents / parts, new(account.Options.SpendLimitEnforced ? "enforcing" : "inactive")));

    private Task AlertsAsync(HttpContext context, string scope, string id, int parts) => Answer.WriteAsync(context, 200, new ListBody<AlertBody>(
        [new(id, $"{scope}.spend_alert", account.Options.SpendAlertCents / parts)], id, id, false));

    private string Project(HttpContext context) =>
        account.Callers.All.Any(caller => caller.ProjectId == (string?)context.GetRouteValue("project")) ? "project" : throw OpenAIErrors.NotFound("project");

    private sealed record LimitBody(string Object, long ThresholdAmount, EnforcementBody Enforcement)
    {
        public string Currency { get; init; } = "USD";

        public string Interval { get; init; } = "month";
    }

    private sealed record EnforcementBody(string Status);

    private sealed record AlertBody(string Id, string Object, long ThresholdAmount)
    {
        public string Currency { get; init; } = "USD";

        public string Interval { get; init; } = "month";

        public ChannelBody NotificationChannel { get; init; } = new(["finance@example.com"]);
    }

    private sealed record ChannelBody(IReadOnlyList<string> Recipients)
    {
        public string Type { get; init; } = "email";

        public string SubjectPrefix { get; init; } = "OpenAI spend alert";
    }
}
