using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Alerts.Waste;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class WasteCommandTests
{
    private const string Router = "openrouter-main";

    [Fact]
    public async Task Waste_LoopAndIdleKeys_AreToldWithTheirOwner()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        bench.Own(Scope.Of("workflow", "summaries"), "@kim");
        await bench.RunAsync("/map key:batch workflow:summaries");
        var store = new RequestStore(bench.Database.Database);
        await store.StoreAsync([.. Enumerable.Range(0, 6).Select(static i => Record(i, "batch")), Record(50, "other")], default);
        await bench.Database.Ledger.StoreAsync(
            new ProviderFact.KeyCaps(Router, ChatBench.Now,
            [
                new(Router, ChatBench.Now, "k1", "forgotten") { LastUsedAt = ChatBench.Now.AddDays(-31), Usage = Usd.FromDollars(3) },
                new(Router, ChatBench.Now, "k2", "never") { Usage = Usd.Zero },
                new(Router, ChatBench.Now, "k3", "untold"),
                new(Router, ChatBench.Now, "k4", "busy") { LastUsedAt = ChatBench.Now.AddDays(-29) },
                new(Router, ChatBench.Now, "k5", "off") { LastUsedAt = ChatBench.Now.AddDays(-99), Disabled = true },
            ]),
            null,
            default);

        var json = await AskAsync(bench, "/waste");

        var data = json["data"]!;
        var row = Assert.Single(data["rows"]!.AsArray())!;
        Assert.Equal(("loop", "batch", 5, 0.5m, "@kim"), ((string)row["kind"]!, (string)row["caller"]!, (int)(long)row["requests"]!, (decimal)row["usd"]!, (string)row["owner"]!));
        Assert.Equal(0.5m, (decimal)data["waste_usd"]!);
        Assert.Equal(["forgotten", "never"], data["idle_keys"]!.AsArray().Select(static key => (string)key!["name"]!).Order());
    }

    [Fact]
    public async Task Waste_OfOneKey_LooksAtItsRecordsAlone()
    {
        await using var bench = await ChatBench.CreateAsync(ChatBench.OpenRouter);
        await new RequestStore(bench.Database.Database).StoreAsync([.. Enumerable.Range(0, 6).Select(static i => Record(i, "batch"))], default);

        Assert.Empty((await AskAsync(bench, "/waste key:other"))["data"]!["rows"]!.AsArray());
        Assert.Single((await AskAsync(bench, "/waste key:batch"))["data"]!["rows"]!.AsArray());
    }

    [Fact]
    public async Task Waste_NoRecords_IsUnknownAndNotZero()
    {
        await using var bench = await ChatBench.CreateAsync();

        var json = await AskAsync(bench, "/waste 30d");

        Assert.Null(json["data"]!["waste_usd"]);
        Assert.Contains(json["blind_spots"]!.AsArray(), static text => ((string)text!).Contains("no request records", StringComparison.Ordinal));
    }

    private static RequestRecord Record(int number, string caller) => new()
    {
        Account = Router,
        Id = $"gen-{number}",
        Time = ChatBench.Now.AddHours(-2).AddSeconds(number * 20),
        Labels = new() { Caller = caller, ModelServed = "a/m" },
        Fingerprint = 77,
        OutputTokens = 5,
        Cost = Usd.FromDollars(0.1m),
        SeenAt = ChatBench.Now,
    };

    private static async Task<System.Text.Json.Nodes.JsonObject> AskAsync(ChatBench bench, string line)
    {
        var command = new WasteCommand(bench.Scopes, new WasteReader(bench.Database.Ledger, new RequestStore(bench.Database.Database)), bench.Database.Ledger, bench.Owners, bench.Mappings);
        var runner = new CommandRunner(new([command]), bench.Clock, NullLogger<CommandRunner>.Instance);

        return AnswerJson.ToObject(await runner.ExecuteAsync(line, ChatBench.Someone(), default));
    }
}
