using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Alerts.Reconciliation;
using Spendwall.Bot.Tests.Support;
using Stream = Spendwall.Bot.Tests.Signals.Reconciliation.Stream;

namespace Spendwall.Bot.Tests.Chat.Commands;

public sealed class ReconcileCommandTests
{
    [Fact]
    public async Task Reconcile_Month_TellsEveryClassTheBridgeAndTheUnexplained()
    {
        await using var world = await ReconcileWorld.CreateAsync();
        var stream = Stream.Make(5, 2_000);
        await world.FillAsync(stream);

        var json = AnswerJson.ToObject(await AskAsync(world, "/reconcile 31d", "terminal"));

        var account = json["data"]!["accounts"]![0]!;
        var classes = account["classes"]!.AsArray();
        Assert.Equal(stream.Moved.Dollars, (decimal)account["moved_usd"]!);
        Assert.Equal(stream.Hidden.Dollars, (decimal)account["unexplained_usd"]!);
        Assert.Equal(stream.Moved.Dollars, (decimal)account["told_here_usd"]! + classes.Sum(static one => (decimal)one!["difference_usd"]!) + (decimal)account["unexplained_usd"]!);
        Assert.Equal(10, classes.Count);
        Assert.All(classes, static one => Assert.NotEmpty((string)one!["reason"]!));
    }

    [Fact]
    public async Task Reconcile_CsvInAChat_BringsWhatDoesNotMatchAsAFile()
    {
        await using var world = await ReconcileWorld.CreateAsync();
        var stream = Stream.Make(6, 300);
        await world.FillAsync(stream);

        var answer = Assert.IsType<CommandAnswer.Done>((await AskAsync(world, "/reconcile openrouter-main 31d csv:yes", "discord:1")).Answer);

        string[] lines = Encoding.UTF8.GetString(answer.Message.File!.Bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("spendwall-reconcile-31d.csv", answer.Message.File.Name);
        Assert.Equal(stream.Truth.Values.Count(static one => one is not (Bot.Signals.Reconciliation.RecordClass.Matched or Bot.Signals.Reconciliation.RecordClass.NotCharged)), lines.Length - 1);
    }

    [Fact]
    public async Task Reconcile_NoRecords_SaysSo()
    {
        await using var world = await ReconcileWorld.CreateAsync();

        var json = AnswerJson.ToObject(await AskAsync(world, "/reconcile", "terminal"));

        Assert.True((bool)json["ok"]!);
        Assert.Empty(json["data"]!["accounts"]!.AsArray());
        Assert.Equal("openrouter-main: no request records in this period", (string?)json["blind_spots"]![0]);
    }

    [Theory]
    [InlineData("/reconcile openai-acme", "OpenAI tells of no single request")]
    [InlineData("/reconcile 2031-01", "lies in the future")]
    public async Task Reconcile_Wrong_IsRefusedWithTheReason(string line, string reason)
    {
        await using var world = await ReconcileWorld.CreateAsync();

        Assert.Contains(reason, Assert.IsType<CommandAnswer.Refused>((await AskAsync(world, line, "terminal")).Answer).Message, StringComparison.Ordinal);
    }

    private static async Task<CommandRun> AskAsync(ReconcileWorld world, string line, string channel)
    {
        await using var bench = await ChatBench.CreateAsync(ReconcileWorld.Account, new AccountOptions { Name = "openai-acme", Provider = ProviderKind.OpenAI });
        var runner = new CommandRunner(new([new ReconcileCommand(bench.Scopes, world.Reader)]), new ManualClock(Stream.Settled.AddHours(1)), NullLogger<CommandRunner>.Instance);

        return await runner.ExecuteAsync(line, ChatBench.Someone() with { Channel = ChannelAddress.Parse(channel) }, default);
    }
}
