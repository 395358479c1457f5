using System.Text.Json.Nodes;
using Spendwall.Bot.Money;
using Spendwall.Bot.Sandbox.Serving;
using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.OpenAI;

/// <summary>
/// GET <c>/organization/usage/*</c>: tokens and requests by the minute, hour and day up to a few minutes ago. Services
/// that the series does not use answer with empty buckets.
/// </summary>
internal sealed class UsageEndpoints(OpenAIAccount account)
{
    private static readonly BucketWidth[] Widths = [BucketWidth.Minute, BucketWidth.Hour, BucketWidth.Day];

    public void Map(RouteGroupBuilder routes)
    {
        foreach (var service in UsageService.All)
        {
            routes.MapGet($"/usage/{service.Name}", context => ReadAsync(context, service));
        }
    }

    private Task ReadAsync(HttpContext context, UsageService service)
    {
        var now = account.Now;
        var parameters = new Parameters(context);
        var groups = parameters.GroupBy(service.Groups);
        var page = BucketPage.Parse(parameters, Widths, now);
        bool Wanted(SpendSlice slice) => UsageService.Of(slice.Row.Model) == service && Fits(parameters, slice);

        return Answer.WriteAsync(context, 200, new BucketAnswer(
            page.Buckets.Select(bucket => new BucketBody(bucket, Results(bucket, now - account.Options.UsageLag, service, groups, Wanted))), page.NextPage));
    }

    private IEnumerable<object> Results(
        UtcRange bucket, DateTimeOffset until, UsageService service, IReadOnlySet<string> groups, Func<SpendSlice, bool> wanted) =>
        account.Series.Between(bucket.Start, bucket.End < until ? bucket.End : until)
            .Where(wanted)
            .GroupBy(slice => Key(slice, groups))
            .OrderBy(group => group.Key.Project, StringComparer.Ordinal).ThenBy(group => group.Key.Model, StringComparer.Ordinal).ThenBy(group => group.Key.ApiKey, StringComparer.Ordinal)
            .Select(group => Body(service, groups, group.Key, group.Aggregate(default(Amounts), (sum, slice) => sum + slice.Amounts)));

    private UsageKey Key(SpendSlice slice, IReadOnlySet<string> groups)
    {
        var caller = account.Callers[slice.Row.Caller];

        return new(
            groups.Contains("project_id") ? caller.ProjectId : null,
            groups.Contains("user_id") ? caller.UserId : null,
            groups.Contains("api_key_id") ? caller.ApiKeyId : null,
            groups.Contains("model") ? slice.Row.Model : null);
    }

    private bool Fits(Parameters parameters, SpendSlice slice)
    {
        var caller = account.Callers[slice.Row.Caller];

        return Listed("project_ids", caller.ProjectId) && Listed("user_ids", caller.UserId) && Listed("api_key_ids", caller.ApiKeyId) && Listed("models", slice.Row.Model)
            && parameters.Text("batch") is not "true";

        bool Listed(string name, string value) => parameters.List(name) is var wanted && (wanted.Count == 0 || wanted.Contains(value, StringComparer.Ordinal));
    }

    private static JsonObject Body(UsageService service, IReadOnlySet<string> groups, UsageKey key, Amounts amounts)
    {
        var body = new JsonObject { ["object"] = $"organization.usage.{service.Result}.result" };
        foreach (var (name, value) in service.Figures(amounts))
        {
            body[name] = value;
        }

        body["project_id"] = key.Project;
        body["user_id"] = key.User;
        body["api_key_id"] = key.ApiKey;
        body["model"] = key.Model;
        foreach (var (name, value) in service.OwnDimensions)
        {
            body[name] = groups.Contains(name) ? value?.DeepClone() : null;
        }

        return body;
    }

    private sealed record UsageKey(string? Project, string? User, string? ApiKey, string? Model);
}
