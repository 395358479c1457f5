using System.Text.Json.Nodes;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers.Errors;

namespace Spendwall.Bot.Tests.Chat.Commands;

/// <summary><c>/errors</c> and <c>/unit</c> over request records.</summary>
public sealed class RecordCommandTests
{
    [Fact]
    public async Task Errors_OfToday_AreToldByCauseWorkflowAndKeyWithWhatToDo()
    {
        await using var bench = await ChatBench.CreateAsync();
        await bench.Requests.StoreAsync(
            [
                .. Many(3, "a", static record => record with { Status = 402, Cause = ErrorCause.CreditsExhausted, Labels = new() { Workflow = "search", Caller = "batch-7" } }),
                .. Many(2, "b", static record => record with { Status = 500, Cause = ErrorCause.ProviderDown, Cost = Usd.FromDollars(0.1m), Labels = new() { Workflow = "search" } }),
                .. Many(5, "c", static record => record with { Status = 200, Cost = Usd.FromDollars(0.2m) }),
                .. Many(4, "d", static record => record with { Status = 429, Cause = ErrorCause.RateLimit, Time = ChatBench.Now.AddDays(-1) }),
            ],
            default);

        var json = await AskAsync(bench, "/errors");
        var message = (await bench.DoneAsync("/errors today")).Message;

        Assert.Equal((10, 5, 2, 0.2m), ((int)json["data"]!["requests"]!, (int)json["data"]!["failed"]!, (int)json["data"]!["failed_but_charged"]!, (decimal)json["data"]!["failed_usd"]!));
        Assert.Equal(["credits_exhausted search batch-7 3", "provider_down search  2"], json["data"]!["rows"]!.AsArray().Select(static row => $"{row!["cause"]} {row["workflow"]} {row["key"]} {row["requests"]}"));
        Assert.Null(json["data"]!["rows"]![0]!["usd"]);
        Assert.Contains("buys credits", (string?)json["data"]!["rows"]![0]!["fix"], StringComparison.Ordinal);
        Assert.Contains("5 of 10 requests failed (50 %), 2 of them were charged $0.20", message.Title, StringComparison.Ordinal);
        Assert.Contains(message.Blocks, static block => block is ChatBlock.Line { Text: var text } && text.StartsWith("credits_exhausted: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_OfAScopeAndAPeriod_LeaveTheOthersOut()
    {
        await using var bench = await ChatBench.CreateAsync();
        await bench.Requests.StoreAsync(
            [
                .. Many(3, "a", static record => record with { Cause = ErrorCause.RateLimit, Labels = new() { Workflow = "search" } }),
                .. Many(2, "b", static record => record with { Cause = ErrorCause.RateLimit, Labels = new() { Workflow = "summaries" }, Time = ChatBench.Now.AddDays(-1) }),
            ],
            default);

        Assert.Equal(2, (int)(await AskAsync(bench, "/errors workflow:summaries yesterday"))["data"]!["failed"]!);
        Assert.Equal(0, (int)(await AskAsync(bench, "/errors workflow:summaries today"))["data"]!["failed"]!);
        Assert.Equal(0, (int)(await AskAsync(bench, "/errors openai-acme 7d"))["data"]!["requests"]!);
        Assert.Contains("not told by owner", (await bench.RefusedAsync("/errors owner:@kim")).Message, StringComparison.Ordinal);
        Assert.Contains("Two periods", (await bench.RefusedAsync("/errors today week")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_WithoutRecords_SaysHowToSendThem()
    {
        await using var bench = await ChatBench.CreateAsync();

        var json = await AskAsync(bench, "/errors");

        Assert.Contains("/ingest/requests", (string?)json["blind_spots"]![0], StringComparison.Ordinal);
        Assert.Null(json["data"]!["failed_usd"]);
    }

    [Fact]
    public void Errors_EveryCause_HasARemedyOfItsOwnCause()
    {
        foreach (var cause in Enum.GetValues<ErrorCause>().Except([ErrorCause.Unknown, ErrorCause.MissingScope, ErrorCause.OrganizationLimit, ErrorCause.ProjectLimit, ErrorCause.QueryTooWide]))
        {
            Assert.Equal(cause, ProviderErrors.OfCause(ProviderKind.OpenRouter, cause).Cause);
        }
    }

    [Fact]
    public async Task Unit_Fallbacks_AreToldWithWhatTheyCostByTheList()
    {
        await using var bench = await ChatBench.CreateAsync();
        bench.Ledger.Prices.Add(new("vendor/cheap", "") { Input = 0.000001m, Output = 0.000004m });
        bench.Ledger.Prices.Add(new("vendor/dear", "") { Input = 0.00001m, Output = 0.00004m });
        await bench.Requests.StoreAsync(
            [
                .. Many(3, "a", static record => record with { InputTokens = 1000, OutputTokens = 500, Labels = new() { ModelRequested = "vendor/cheap", ModelServed = "vendor/dear:nitro" } }),
                .. Many(1, "b", static record => record with { InputTokens = 1000, OutputTokens = 500, Labels = new() { ModelRequested = "vendor/cheap", ModelServed = "other/unlisted" } }),
                .. Many(4, "c", static record => record with { InputTokens = 1000, OutputTokens = 500, Labels = new() { ModelRequested = "vendor/cheap", ModelServed = "vendor/cheap" } }),
            ],
            default);

        var json = await AskAsync(bench, "/unit today");

        Assert.Equal((0.5, 0.081m, 3), ((double)json["data"]!["fallback_share"]!, (decimal)json["data"]!["fallback_usd"]!, (int)json["data"]!["fallback_priced"]!));
        Assert.Contains("fallbacks 50 % (against the models asked for +$0.081, prices known of 3 of 4)", ((ChatBlock.Line)(await bench.DoneAsync("/unit today")).Message.Blocks[0]).Text, StringComparison.Ordinal);
        bench.Ledger.Prices.Clear();
        Assert.Null((await AskAsync(bench, "/unit today"))["data"]!["fallback_usd"]);
        Assert.Contains("(against the models asked for unknown)", ((ChatBlock.Line)(await bench.DoneAsync("/unit today")).Message.Blocks[0]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unit_PerAccepted_DividesTheWholeCostAndComparesWithLastWeek()
    {
        await using var bench = await ChatBench.CreateAsync();
        await bench.Requests.StoreAsync(
            [
                .. Many(4, "a", static record => record with { Cost = Usd.FromDollars(0.5m), Accepted = true, Labels = new() { Workflow = "search" } }),
                .. Many(1, "b", static record => record with { Cost = Usd.FromDollars(2), Accepted = false, Labels = new() { Workflow = "search" } }),
                .. Many(1, "c", static record => record with { Cost = Usd.FromDollars(1), Labels = new() { Workflow = "summaries" } }),
                .. Many(2, "d", static record => record with { Cost = Usd.FromDollars(4), Accepted = true, Labels = new() { Workflow = "search" }, Time = ChatBench.Now.AddDays(-7) }),
            ],
            default);

        var json = await AskAsync(bench, "/unit week per:accepted");

        Assert.Equal((1.25m, 4m, 5m, 6, 4), ((decimal)json["data"]!["unit_usd"]!, (decimal)json["data"]!["unit_usd_before"]!, (decimal)json["data"]!["usd"]!, (int)json["data"]!["requests"]!, (int)json["data"]!["accepted"]!));
        Assert.Equal(["search 1", "summaries "], json["data"]!["rows"]!.AsArray().Select(static row => $"{row!["workflow"]} {row["unit_usd"]}"));
        Assert.Equal(["1 requests are neither marked as accepted nor as not."], json["blind_spots"]!.AsArray().Select(static spot => (string?)spot));
    }

    [Theory]
    [InlineData("request", 0.5)]
    [InlineData("token", 2000.0)]
    [InlineData("workflow", 1.0)]
    [InlineData("accepted", null)]
    public async Task Unit_Per_IsWhatItSays(string per, double? expected)
    {
        await using var bench = await ChatBench.CreateAsync();
        await bench.Requests.StoreAsync(
            [.. Many(2, "a", static record => record with { Cost = Usd.FromDollars(0.5m), InputTokens = 200, OutputTokens = 50 }), .. Many(1, "b", static record => record)],
            default);

        var json = await AskAsync(bench, $"/unit today per:{per}");

        Assert.Equal(expected, (double?)json["data"]!["unit_usd"]);
        Assert.Contains("1 of 3 requests tell no cost.", json["blind_spots"]!.AsArray().Select(static spot => (string?)spot));
    }

    [Fact]
    public async Task Unit_Fallbacks_AreOtherModelsAndRoutesThatWereTriedInVain()
    {
        await using var bench = await ChatBench.CreateAsync();
        await bench.Requests.StoreAsync(
            [
                .. Many(1, "a", static record => record with { Labels = new() { ModelRequested = "x/a", ModelServed = "x/b" } }),
                .. Many(1, "b", static record => record with { Labels = new() { ModelRequested = "x/a", ModelServed = "x/a" }, Tries = 2 }),
                .. Many(1, "c", static record => record with { Labels = new() { ModelRequested = "x/a:nitro", ModelServed = "x/a-2026-01-01" } }),
                .. Many(1, "d", static record => record with { Labels = new() { ModelRequested = "openrouter/auto", ModelServed = "x/b" }, Attempt = 2 }),
            ],
            default);

        var json = await AskAsync(bench, "/unit today");

        Assert.Equal((0.5, 0.25), ((double)json["data"]!["fallback_share"]!, (double)json["data"]!["retry_share"]!));
    }

    [Fact]
    public async Task Unit_MappedKey_CountsForItsWorkflowAndTeamUnlessTheRecordSaysOtherwise()
    {
        await using var bench = await ChatBench.CreateAsync(new SpendwallOptions { Accounts = [ChatBench.OpenRouter], Map = ["key:batch-7 workflow:summaries team:search"] });
        await bench.Requests.StoreAsync(
            [
                .. Many(1, "a", static record => record with { Cost = Usd.FromDollars(1), Labels = new() { Caller = "batch-7" } }),
                .. Many(1, "b", static record => record with { Cost = Usd.FromDollars(2), Labels = new() { Caller = "batch-7", Workflow = "own" } }),
                .. Many(1, "c", static record => record with { Cost = Usd.FromDollars(4) }),
            ],
            default);

        var rows = (await AskAsync(bench, "/unit today per:workflow"))["data"]!["rows"]!.AsArray();

        Assert.Equal([" 4", "own 2", "summaries 1"], rows.Select(static row => $"{row!["workflow"]} {row["usd"]}"));
        Assert.Equal(3m, (decimal)(await AskAsync(bench, "/unit today team:search per:workflow"))["data"]!["usd"]!);
    }

    /// <summary>As a program reads it.</summary>
    private static async Task<JsonNode> AskAsync(ChatBench bench, string line) => JsonNode.Parse((await bench.JsonAsync(line)).ToJsonString())!;

    private static IEnumerable<RequestRecord> Many(int count, string prefix, Func<RequestRecord, RequestRecord> change) =>
        Enumerable.Range(0, count).Select(i => change(new RequestRecord { Account = ChatBench.OpenRouter.Name, Id = $"{prefix}-{i}", Time = ChatBench.Now.AddHours(-1), SeenAt = ChatBench.Now }));
}
