using System.Text.Json;
using Spendwall.Bot.Sandbox.OpenAI;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox;

/// <summary>The stand-ins against the providers' published contracts, where these are present.</summary>
public sealed class ContractTests
{
    private static readonly string[] Quantities = ["credits_usage", "request_count"];

    private readonly ManualClock clock = new(SandboxData.Start.AddDays(9));

    [Theory]
    [InlineData("/credits", "/credits")]
    [InlineData("/key", "/key")]
    [InlineData("/keys", "/keys")]
    [InlineData("/keys/{hash}", "/keys/<hash>")]
    [InlineData("/workspaces", "/workspaces")]
    [InlineData("/activity", "/activity")]
    [InlineData("/activity", "/activity?group_by=workspace")]
    [InlineData("/analytics/meta", "/analytics/meta")]
    [InlineData("/models", "/models")]
    [InlineData("/models/{author}/{slug}/endpoints", "/models/openai/gpt-5-mini/endpoints")]
    [InlineData("/generation", "/generation?id=gen-1")]
    public async Task OpenRouter_Answer_FitsTheContract(string path, string request)
    {
        if (SharedFolder.Find("contracts", "openrouter-billing.openapi.json") is not { } file)
        {
            return;
        }

        await using var standIn = await OpenRouterStandIn.StartAsync(
            SandboxData.Days(3), clock, new() { Caps = new Dictionary<string, CallerCap> { ["app3"] = new(1_000, "weekly") } });
        using var management = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);
        using var inference = new StandInClient(standIn.BaseUrl, standIn.InferenceKey);
        using var client = path == "/key" ? inference : management;
        request = request.Replace("<hash>", standIn.Callers["app1"].KeyHash, StringComparison.Ordinal);
        if (path == "/generation")
        {
            await client.TryAsync(request);
        }

        Assert.Empty(OpenApiContract.Load(file).Check("get", path, await client.GetAsync(request)));
    }

    [Fact]
    public async Task OpenRouter_Analytics_FitTheContract()
    {
        if (SharedFolder.Find("contracts", "openrouter-billing.openapi.json") is not { } file)
        {
            return;
        }

        await using var standIn = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.ManagementKey);

        var (_, answer) = await client.TryAsync("/analytics/query", new { metrics = Quantities, dimensions = new[] { "api_key_id", "model" }, granularity = "hour" });

        Assert.Empty(OpenApiContract.Load(file).Check("post", "/analytics/query", answer));
        Assert.True(answer.GetProperty("data").GetProperty("data").GetArrayLength() > 0);
    }

    [Theory]
    [InlineData("/organization/costs", "?group_by[]=project_id&group_by[]=line_item&group_by[]=api_key_id")]
    [InlineData("/organization/costs", "?limit=2")]
    [InlineData("/organization/usage/completions", "?group_by[]=project_id&group_by[]=model&group_by[]=batch&group_by[]=service_tier")]
    [InlineData("/organization/usage/embeddings", "")]
    [InlineData("/organization/usage/moderations", "")]
    [InlineData("/organization/usage/images", "?group_by[]=size&group_by[]=source")]
    [InlineData("/organization/usage/audio_speeches", "")]
    [InlineData("/organization/usage/audio_transcriptions", "")]
    [InlineData("/organization/usage/vector_stores", "")]
    [InlineData("/organization/usage/code_interpreter_sessions", "")]
    [InlineData("/organization/usage/file_search_calls", "")]
    [InlineData("/organization/usage/web_search_calls", "")]
    [InlineData("/organization/projects", "")]
    [InlineData("/organization/projects/{project_id}", "")]
    [InlineData("/organization/projects/{project_id}/api_keys", "")]
    [InlineData("/organization/projects/{project_id}/spend_limit", "")]
    [InlineData("/organization/projects/{project_id}/spend_alerts", "")]
    [InlineData("/organization/spend_limit", "")]
    [InlineData("/organization/spend_alerts", "")]
    public async Task OpenAI_Answer_FitsTheContract(string path, string query)
    {
        if (SharedFolder.Find("contracts", "openai-usage.openapi.json") is not { } file)
        {
            return;
        }

        var series = SandboxData.FromCsv(
            "2026-11-02T00:00:00Z,app1,gpt-5.1,1,10,5,1", "2026-11-02T00:00:00Z,app1,sdxl-1.0,7,10,5,1", "2026-11-02T00:00:00Z,app1,text-embedding-3-large,3,30,0,1");
        await using var standIn = await OpenAIStandIn.StartAsync(series, clock);
        using var client = new StandInClient(standIn.BaseUrl, standIn.AdminKey);
        bool timed = path.Contains("/costs", StringComparison.Ordinal) || path.Contains("/usage/", StringComparison.Ordinal);
        string start = timed ? $"{(query.Length > 0 ? "&" : "?")}start_time={SandboxData.Start.ToUnixTimeSeconds()}" : "";

        var answer = await client.GetAsync(path.Replace("{project_id}", standIn.Callers["app1"].ProjectId, StringComparison.Ordinal) + query + start);

        // The published type of an amount is a number; on the wire it is a string as well.
        var faults = OpenApiContract.Load(file).Check("get", path, answer).Where(fault => !fault.Contains(".amount.value is String", StringComparison.Ordinal));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("openrouter", "credits")]
    [InlineData("openrouter", "key")]
    [InlineData("openrouter", "keys")]
    [InlineData("openrouter", "workspaces")]
    [InlineData("openrouter", "activity")]
    [InlineData("openrouter", "models")]
    [InlineData("openai", "costs")]
    [InlineData("openai", "projects")]
    [InlineData("openai", "spend_limit")]
    [InlineData("openai", "spend_alerts")]
    [InlineData("openai", "usage.completions")]
    public async Task Answer_HasEveryFieldOfTheExample(string provider, string name)
    {
        if (SharedFolder.Find("contracts", "examples", provider, $"{name}.json") is not { } file)
        {
            return;
        }

        var example = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement;
        string path = "/" + name.Replace('.', '/');
        await using var openRouter = await OpenRouterStandIn.StartAsync(SandboxData.Days(3), clock);
        await using var openAI = await OpenAIStandIn.StartAsync(SandboxData.Days(3), clock);
        using var client = provider == "openrouter" ? new StandInClient(openRouter.BaseUrl, openRouter.ManagementKey) : new StandInClient(openAI.BaseUrl + "/organization", openAI.AdminKey);

        var answer = await client.GetAsync(provider == "openai" ? $"{path}?start_time={SandboxData.Start.ToUnixTimeSeconds()}" : path);

        Assert.Empty(Fields(example, "$").Except(Fields(answer, "$")));
    }

    /// <summary>The paths of all fields; of a list, those of its first item.</summary>
    private static IEnumerable<string> Fields(JsonElement value, string at) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(field => Fields(field.Value, $"{at}.{field.Name}").Prepend($"{at}.{field.Name}")),
        JsonValueKind.Array => value.EnumerateArray().Take(1).SelectMany(item => Fields(item, $"{at}[]")),
        _ => [],
    };
}
