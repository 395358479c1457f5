using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack;

/// <summary>The whole bot on a file, with Slack in memory.</summary>
internal sealed class SlackWorld : IAsyncDisposable
{
    public const string Dana = "U0DANA";

    public static readonly Uri Way = new("https://hooks.slack.test/commands/1");

    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-slack-").FullName;

    /// <summary>Where the database is.</summary>
    public string Folder => folder;

    private SlackWorld(SpendwallOptions options)
    {
        var process = BotProcess.Current() with { Out = TextWriter.Null, Error = TextWriter.Null, Clock = Clock, Transport = Clock, CurrentDirectory = folder, Interactive = false };
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSpendwallBot(new LoadedSettings(options, folder, "test", []), process, process.Screen(TextWriter.Null));
        collection.AddSingleton<ISlackApi>(Slack);
        Services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public ManualClock Clock { get; } = new(Outlooks.Now);

    public FakeSlack Slack { get; } = new();

    public ServiceProvider Services { get; }

    public ISlackHandler Handler => Get<ISlackHandler>();

    public IChatAdapter Adapter => Get<IEnumerable<IChatAdapter>>().Single(static adapter => adapter.Platform == "slack");

    public static AccountOptions Account { get; } = Outlooks.Account with { Channels = ["slack:#ai-spend"], Owner = "slack:" + Dana };

    public static async Task<SlackWorld> CreateAsync(SpendwallOptions? options = null)
    {
        var world = new SlackWorld(options ?? new SpendwallOptions { Accounts = [Account], Slack = new() { Enabled = true } });
        await world.Get<LedgerStorage>().OpenAsync(default);

        return world;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public Task<int> PumpAsync() => Get<DeliveryPump>().PumpAsync(default);

    /// <summary>Makes the account run low, so that INC-1 stands in the channel.</summary>
    /// <returns>The root message's ts.</returns>
    public async Task<string> AlertAsync(double p50Hours = 20)
    {
        await JudgeAsync(10_000);
        Clock.Advance(TimeSpan.FromMinutes(30));
        await JudgeAsync(null, p50Hours);

        return Slack.Posted.First(static post => post.Arguments["thread_ts"] is null).Ts;
    }

    public async Task JudgeAsync(double? balance, double p50Hours = 20)
    {
        var outlook = balance is { } usd ? Outlooks.Balance(usd, account: Account) : Outlooks.Runway(p50Hours, account: Account);
        await Get<AlertPipeline>().EvaluateAsync(outlook with { Now = Clock.GetUtcNow() }, default);
        await PumpAsync();
    }

    public async Task<Incident> IncidentAsync(long number = 1) => await Get<IncidentStore>().FindAsync(number, default) ?? throw new InvalidOperationException($"INC-{number} is not there.");

    public Task TypeAsync(string command, string text, string user = Dana, string channel = FakeSlack.General) =>
        Handler.HandleAsync(new SlackInbound.SlashCommand("T1", Clock.GetUtcNow(), command, text, user, channel, "ai-spend", Way, "trigger"), default);

    /// <summary>Presses a button, or makes a choice, of a message that was sent.</summary>
    public Task PressAsync(JsonNode element, string? value = null, string user = Dana, string channel = FakeSlack.General, string? thread = null)
    {
        var action = new JsonObject { ["action_id"] = (string?)element["action_id"], ["type"] = (string?)element["type"] };
        string chosen = value ?? (string)element["value"]!;
        if ((string?)element["type"] == "button")
        {
            action["value"] = chosen;
        }
        else
        {
            action["selected_option"] = new JsonObject { ["value"] = chosen };
        }

        var payload = new JsonObject
        {
            ["type"] = "block_actions",
            ["user"] = new JsonObject { ["id"] = user, ["username"] = "sam" },
            ["channel"] = new JsonObject { ["id"] = channel },
            ["container"] = new JsonObject { ["type"] = "message", ["channel_id"] = channel, ["thread_ts"] = thread },
            ["trigger_id"] = "trigger",
            ["response_url"] = Way.AbsoluteUri,
            ["actions"] = new JsonArray(action),
        };

        return Handler.HandleAsync(new SlackInbound.BlockActions("T1", Clock.GetUtcNow(), JsonSerializer.SerializeToElement(payload)), default);
    }

    public Task MentionAsync(string text, string? thread, string ts = "1795241600.000100", string user = Dana, string channel = FakeSlack.General)
    {
        var payload = new JsonObject { ["type"] = "app_mention", ["user"] = user, ["text"] = text, ["ts"] = ts, ["channel"] = channel, ["thread_ts"] = thread };

        return Handler.HandleAsync(new SlackInbound.Event("T1", Clock.GetUtcNow(), "app_mention", JsonSerializer.SerializeToElement(payload)), default);
    }

    /// <summary>The buttons and choices of a message.</summary>
    public static IReadOnlyList<JsonNode> Elements(JsonObject message) =>
        [.. message["blocks"]!.AsArray().Where(static block => (string?)block!["type"] == "actions").SelectMany(static block => block!["elements"]!.AsArray()).Select(static element => element!)];

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        Assert.Empty(Slack.Faults);
    }
}
