using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Chat.Discord.Commands;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Chat.Discord;
using Spendwall.Bot.Tests.Chat.Slack;
using Spendwall.Bot.Tests.Chat.Wire;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat;

/// <summary>One incident in Slack and in Discord at once, behind the whole bot.</summary>
public sealed class MirroringTests
{
    [Fact]
    public async Task Acknowledged_InSlack_ShowsInDiscord()
    {
        await using var both = await Both.CreateAsync();
        await both.AlertAsync();

        await both.AcknowledgeInSlackAsync();

        string edit = both.Discord.To("PATCH", "/messages/").Last().Body!.ToJsonString();
        Assert.Contains("Acknowledged by", edit, StringComparison.Ordinal);
        Assert.Contains(both.Discord.Posted, static post => post.Channel != FakeDiscord.General && ((string)post.Body["content"]!).Contains("Acknowledged by", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Acknowledged_InDiscord_ShowsInSlack()
    {
        await using var both = await Both.CreateAsync();
        await both.AlertAsync();

        await both.AcknowledgeInDiscordAsync();

        Assert.Contains("Acknowledged by", (string)both.Slack.To("chat.update").Last()["text"]!, StringComparison.Ordinal);
        Assert.Contains(both.Slack.Posted, static post => post.Arguments["thread_ts"] is not null && ((string)post.Arguments["text"]!).Contains("Acknowledged by", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Acknowledged_InBoth_IsDoneOnceAndTheSecondIsToldSo()
    {
        await using var both = await Both.CreateAsync();
        await both.AlertAsync();

        await both.AcknowledgeInDiscordAsync();
        await both.AcknowledgeInSlackAsync();

        Assert.Contains("has changed since that message", (string)both.Slack.Responses[^1].Body["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SlackIsDown_DiscordIsNotDelayedAndSlackCatchesUpOnce()
    {
        await using var both = await Both.CreateAsync();
        both.Slack.Before = static (_, _) => throw FakeSlack.Error(SlackFailure.Transient, "service_unavailable");

        await both.AlertAsync();
        int inDiscord = both.Discord.Posted.Count;
        await both.AcknowledgeInDiscordAsync();
        await both.PumpAsync();
        int inSlack = both.Slack.Posted.Count;
        both.Slack.Before = static (_, _) => { };
        both.Clock.Advance(TimeSpan.FromMinutes(5));
        await both.PumpAsync();

        Assert.Equal((1, 0), (inDiscord, inSlack));
        Assert.Contains("Acknowledged by", (string)Assert.Single(both.Slack.Posted, static post => post.Arguments["thread_ts"] is null).Arguments["text"]! + both.Slack.To("chat.update").LastOrDefault()?["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiscordIsDown_SlackIsNotDelayedAndDiscordCatchesUpOnce()
    {
        await using var both = await Both.CreateAsync();
        both.Discord.Before = static (_, _) => throw FakeDiscord.Error(DiscordFailure.Transient);

        await both.AlertAsync();
        int inSlack = both.Slack.Posted.Count;
        await both.AcknowledgeInSlackAsync();
        await both.PumpAsync();
        int inDiscord = both.Discord.Posted.Count;
        both.Discord.Before = static (_, _) => { };
        both.Clock.Advance(TimeSpan.FromMinutes(5));
        await both.PumpAsync();

        Assert.Equal((1, 0), (inSlack, inDiscord));
        Assert.Single(both.Discord.Posted, static post => post.Channel == FakeDiscord.General);
        string now = string.Concat(both.Discord.Posted.Select(static post => post.Body.ToJsonString())) + string.Concat(both.Discord.To("PATCH", "/messages/").Select(static edit => edit.Body!.ToJsonString()));
        Assert.Contains("Acknowledged by", now, StringComparison.Ordinal);
    }

    private sealed class Both : IAsyncDisposable
    {
        private static readonly AccountOptions Account = Outlooks.Account with { Channels = ["slack:#ai-spend", $"discord:{FakeDiscord.General}"], Owner = "@dana" };

        private readonly string folder = Directory.CreateTempSubdirectory("spendwall-both-").FullName;

        private readonly ServiceProvider services;

        private Both()
        {
            var options = new SpendwallOptions { Accounts = [Account], Slack = new() { Enabled = true }, Discord = DiscordWorld.Options.Discord };
            var process = BotProcess.Current() with { Out = TextWriter.Null, Error = TextWriter.Null, Clock = Clock, Transport = Clock, CurrentDirectory = folder, Interactive = false };
            var collection = new ServiceCollection();
            collection.AddLogging();
            collection.AddSpendwallBot(new LoadedSettings(options, folder, "test", []), process, process.Screen(TextWriter.Null));
            collection.AddSingleton<ISlackApi>(Slack);
            collection.AddSingleton<IDiscordApi>(Discord);
            services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        }

        private WorkQueue<DiscordWork> Work => services.GetRequiredService<WorkQueue<DiscordWork>>();

        public ManualClock Clock { get; } = new(Outlooks.Now);

        public FakeSlack Slack { get; } = new();

        public FakeDiscord Discord { get; } = new();

        public static async Task<Both> CreateAsync()
        {
            var both = new Both();
            await both.services.GetRequiredService<LedgerStorage>().OpenAsync(default);
            await both.Work.StartAsync(default);

            return both;
        }

        public async Task PumpAsync() => await services.GetRequiredService<DeliveryPump>().PumpAsync(default);

        public async Task AlertAsync()
        {
            await JudgeAsync(Outlooks.Balance(10_000, account: Account));
            Clock.Advance(TimeSpan.FromMinutes(30));
            await JudgeAsync(Outlooks.Runway(20, account: Account));
        }

        public Task AcknowledgeInSlackAsync()
        {
            var payload = new JsonObject
            {
                ["user"] = new JsonObject { ["id"] = "U1", ["username"] = "sam" },
                ["channel"] = new JsonObject { ["id"] = FakeSlack.General },
                ["response_url"] = SlackWorld.Way.AbsoluteUri,
                ["actions"] = new JsonArray(new JsonObject { ["action_id"] = "press:0", ["type"] = "button", ["value"] = Acknowledge() }),
            };

            return services.GetRequiredService<ISlackHandler>().HandleAsync(new SlackInbound.BlockActions("T1", Clock.GetUtcNow(), JsonSerializer.SerializeToElement(payload)), default);
        }

        public async Task AcknowledgeInDiscordAsync()
        {
            var payload = new JsonObject
            {
                ["type"] = 3,
                ["guild_id"] = FakeDiscord.Guild,
                ["channel_id"] = FakeDiscord.General,
                ["member"] = new JsonObject { ["user"] = new JsonObject { ["id"] = DiscordWorld.Dana, ["username"] = "dana" } },
                ["data"] = new JsonObject { ["custom_id"] = Acknowledge() },
            };
            await services.GetRequiredService<IDiscordHandler>().HandleAsync(new DiscordInbound.Interaction(Clock.GetTimestamp(), new("1", "2", "3"), JsonSerializer.SerializeToElement(payload)), default);
            await Work.IdleAsync(DiscordWork.Limits);
        }

        public async ValueTask DisposeAsync()
        {
            await Work.StopAsync(default);
            await services.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
            Assert.Empty(Discord.Faults);
        }

        private static string Acknowledge() => new ChatPress("INC-1", 1, "/ack INC-1").ToJson();

        private async Task JudgeAsync(Spendwall.Bot.Alerts.Outlook.AccountOutlook outlook)
        {
            await services.GetRequiredService<AlertPipeline>().EvaluateAsync(outlook with { Now = Clock.GetUtcNow() }, default);
            await PumpAsync();
        }
    }
}
