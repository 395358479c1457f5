using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Chat.Discord.Commands;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Chat.Wire;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Discord;

/// <summary>The whole bot on a file, with Discord in memory.</summary>
internal sealed class DiscordWorld : IAsyncDisposable
{
    public const string Dana = "500000000000000001";

    public const string Role = "400000000000000001";

    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-discord-").FullName;

    private int asked;

    private DiscordWorld(SpendwallOptions options)
    {
        var process = BotProcess.Current() with { Out = TextWriter.Null, Error = TextWriter.Null, Clock = Clock, Transport = Clock, CurrentDirectory = folder, Interactive = false };
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSpendwallBot(new LoadedSettings(options, folder, "test", []), process, process.Screen(TextWriter.Null));
        collection.AddSingleton<IDiscordApi>(Discord);
        Services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public ManualClock Clock { get; } = new(Outlooks.Now);

    public FakeDiscord Discord { get; } = new();

    public ServiceProvider Services { get; }

    public WorkQueue<DiscordWork> Work => Get<WorkQueue<DiscordWork>>();

    public IChatAdapter Adapter => Get<IEnumerable<IChatAdapter>>().Single(static adapter => adapter.Platform == "discord");

    public static AccountOptions Account { get; } = Outlooks.Account with { Channels = [$"discord:{FakeDiscord.General}"], Owner = "discord:" + Dana };

    public static SpendwallOptions Options { get; } = new() { Accounts = [Account], Discord = new() { Enabled = true, ApplicationId = "300000000000000001", Token = new("token") } };

    public static async Task<DiscordWorld> CreateAsync(SpendwallOptions? options = null)
    {
        var world = new DiscordWorld(options ?? Options);
        await world.Get<LedgerStorage>().OpenAsync(default);
        await world.Work.StartAsync(default);

        return world;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public Task<int> PumpAsync() => Get<DeliveryPump>().PumpAsync(default);

    /// <summary>Makes the account run low, so that INC-1 stands in the channel.</summary>
    /// <returns>The root message's id.</returns>
    public async Task<string> AlertAsync(double p50Hours = 20)
    {
        await JudgeAsync(10_000);
        Clock.Advance(TimeSpan.FromMinutes(30));
        await JudgeAsync(null, p50Hours);

        return Discord.Posted.First(static post => post.Channel == FakeDiscord.General).Id;
    }

    public async Task JudgeAsync(double? balance, double p50Hours = 20)
    {
        var outlook = balance is { } usd ? Outlooks.Balance(usd, account: Account) : Outlooks.Runway(p50Hours, account: Account);
        await Get<AlertPipeline>().EvaluateAsync(outlook with { Now = Clock.GetUtcNow() }, default);
        await PumpAsync();
    }

    public async Task<Incident> IncidentAsync(long number = 1) => await Get<IncidentStore>().FindAsync(number, default) ?? throw new InvalidOperationException($"INC-{number} is not there.");

    /// <summary>A slash command with the options that Discord would send.</summary>
    public Task TypeAsync(string name, JsonArray? options = null, string user = Dana, string? thread = null, JsonObject? resolved = null, string[]? roles = null) =>
        SendAsync(2, new JsonObject { ["name"] = name, ["options"] = options ?? [], ["resolved"] = resolved }, user, thread, roles: roles);

    public static JsonArray Values(params (string Name, JsonNode Value)[] options) =>
        [.. options.Select(static option => (JsonNode)new JsonObject { ["type"] = option.Value.GetValueKind() == JsonValueKind.Number ? 10 : 3, ["name"] = option.Name, ["value"] = option.Value })];

    public static JsonArray Verb(string verb, params (string Name, JsonNode Value)[] options) =>
        [new JsonObject { ["type"] = 1, ["name"] = verb, ["options"] = Values(options) }];

    /// <summary>Presses a button, or makes a choice, of a message that was sent.</summary>
    public Task PressAsync(JsonNode component, string? value = null, string user = Dana, string[]? roles = null) =>
        SendAsync(
            3,
            new JsonObject { ["component_type"] = (int)component["type"]!, ["custom_id"] = (string?)component["custom_id"], ["values"] = value is null ? null : new JsonArray(value) },
            user,
            null,
            roles: roles);

    public Task SubmitAsync(JsonNode modal, string until, string worse) => SendAsync(
        5,
        new JsonObject
        {
            ["custom_id"] = (string?)modal["custom_id"],
            ["components"] = new JsonArray(
                new JsonObject { ["type"] = 18, ["component"] = new JsonObject { ["type"] = 4, ["custom_id"] = "until", ["value"] = until } },
                new JsonObject { ["type"] = 18, ["component"] = new JsonObject { ["type"] = 4, ["custom_id"] = "worse", ["value"] = worse } }),
        },
        Dana,
        null);

    /// <summary>An interaction, and all that follows its acknowledgement.</summary>
    public async Task SendAsync(int type, JsonObject data, string user = Dana, string? thread = null, string? guild = FakeDiscord.Guild, string[]? roles = null)
    {
        await ReceiveAsync(type, data, user, thread, guild, roles);
        await Work.IdleAsync(DiscordWork.Limits);
    }

    /// <summary>An interaction until the handler has come back.</summary>
    public Task ReceiveAsync(int type, JsonObject data, string user = Dana, string? thread = null, string? guild = FakeDiscord.Guild, string[]? roles = null, TimeSpan ago = default)
    {
        var payload = new JsonObject
        {
            ["type"] = type,
            ["guild_id"] = guild,
            ["channel_id"] = thread ?? FakeDiscord.General,
            ["channel"] = thread is null ? new JsonObject { ["id"] = FakeDiscord.General, ["type"] = 0 } : new JsonObject { ["id"] = thread, ["type"] = 11, ["parent_id"] = FakeDiscord.General },
            ["member"] = new JsonObject
            {
                ["user"] = new JsonObject { ["id"] = user, ["username"] = "sam", ["global_name"] = "Sam" },
                ["roles"] = new JsonArray([.. (roles ?? []).Select(static role => (JsonNode)role)]),
            },
            ["data"] = data,
        };
        var reply = new DiscordReply("300000000000000001", $"{200000000000000000 + asked++}", "tok");

        return Get<IDiscordHandler>().HandleAsync(new DiscordInbound.Interaction(Clock.GetTimestamp() - ago.Ticks, reply, JsonSerializer.SerializeToElement(payload)), default);
    }

    /// <summary>The buttons and lists of a message.</summary>
    public static IReadOnlyList<JsonNode> Components(JsonObject message) =>
        [.. message["components"]!.AsArray().SelectMany(static row => row!["components"]!.AsArray()).Select(static part => part!)];

    public async ValueTask DisposeAsync()
    {
        await Work.StopAsync(default);
        await Services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        Assert.Empty(Discord.Faults);
    }
}
