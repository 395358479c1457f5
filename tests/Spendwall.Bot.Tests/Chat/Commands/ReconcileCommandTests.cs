using System.Text;
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

    [Fact]
    public async Task Reconcile_OpenAi_AddsUpToTheBillAndListsTheHoursThatDiffer()
    {
        await using var world = await BucketWorld.CreateAsync();
        await world.TellAsync(static (hour, number, record) => hour == 3 && number < 2 ? null : record);
        await world.CountAsync(hidden: Usd.FromDollars(2));
        await using var bench = await ChatBench.CreateAsync(BucketWorld.Account);
        var runner = new CommandRunner(new([new ReconcileCommand(bench.Scopes, null!, world.Reader)]), new ManualClock(BucketWorld.Now), NullLogger<CommandRunner>.Instance);

        var run = await runner.ExecuteAsync("/reconcile openai-acme month csv:yes", ChatBench.Someone() with { Channel = ChannelAddress.Parse("discord:1") }, default);

        var account = AnswerJson.ToObject(run)["data"]!["accounts"]![0]!;
        var message = Assert.IsType<CommandAnswer.Done>(run.Answer).Message;
        string[] lines = Encoding.UTF8.GetString(message.File!.Bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2m, (decimal)account["unexplained_usd"]!);
        Assert.Equal(
            (decimal)account["moved_usd"]!,
            (decimal)account["told_here_usd"]! + account["classes"]!.AsArray().Sum(static one => (decimal)one!["difference_usd"]!) + (decimal)account["unexplained_usd"]!);
        Assert.Contains(message.Blocks.OfType<ChatBlock.Fields>().Single().Items, static pair => pair.Name == "Billed");
        Assert.Single(lines, static line => line.Contains("missing_here", StringComparison.Ordinal) && line.EndsWith(",2,8,10", StringComparison.Ordinal) && line.Contains("2026-11-12T03:00:00Z,gpt-6-astra,key_1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_Wrong_IsRefusedWithTheReason()
    {
        await using var world = await ReconcileWorld.CreateAsync();

        Assert.Contains("lies in the future", Assert.IsType<CommandAnswer.Refused>((await AskAsync(world, "/reconcile 2031-01", "terminal")).Answer).Message, StringComparison.Ordinal);
    }

    private static async Task<CommandRun> AskAsync(ReconcileWorld world, string line, string channel)
    {
        await using var bench = await ChatBench.CreateAsync(ReconcileWorld.Account, new AccountOptions { Name = "openai-acme", Provider = ProviderKind.OpenAI });
        var runner = new CommandRunner(new([new ReconcileCommand(bench.Scopes, world.Reader, world.Buckets)]), new ManualClock(Stream.Settled.AddHours(1)), NullLogger<CommandRunner>.Instance);

        return await runner.ExecuteAsync(line, ChatBench.Someone() with { Channel = ChannelAddress.Parse(channel) }, default);
    }
}
