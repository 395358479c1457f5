using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Spendwall.Bot.Benchmarks.Replay;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Ledger.Sqlite;
using Spendwall.Bot.Ledger.Storage;
using Spendwall.Bot.Sandbox.OpenAI;
using Spendwall.Bot.Sandbox.OpenRouter;
using Spendwall.Bot.Tests.Sandbox;

namespace Spendwall.Bot.Tests.Host;

/// <summary>Both providers on loopback, a settings file as a user would write it, and the program itself in this process.</summary>
internal sealed class HostWorld : IAsyncDisposable
{
    public const string Router = "openrouter-main";
    public const string Meter = "openai-acme";

    /// <summary>A Sunday morning, six days into the traffic of <see cref="SandboxData.Days"/>.</summary>
    public static readonly DateTimeOffset Now = SandboxData.Start.AddDays(6).AddHours(9);

    private HostWorld(TimeProvider clock, OpenRouterStandIn openRouter, OpenAIStandIn openAI)
    {
        Clock = clock;
        OpenRouter = openRouter;
        OpenAI = openAI;
    }

    public TimeProvider Clock { get; }

    /// <summary>The clock, where a test moves it by hand.</summary>
    public StepClock Steps => (StepClock)Clock;

    /// <summary>The clock of the bot's machine, where it is not the providers'.</summary>
    public TimeProvider? OwnClock { get; set; }

    /// <summary>Timeouts and the waits before retries; the latter are over at once by default.</summary>
    public TimeProvider Transport { get; set; } = new Providers.InstantClock(TimeSpan.FromSeconds(30));

    public OpenRouterStandIn OpenRouter { get; }

    public OpenAIStandIn OpenAI { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("spendwall-host-").FullName;

    public string SettingsFile => Path.Combine(Folder, "appsettings.json");

    public string Database => Path.Combine(Folder, "spendwall.db");

    /// <param name="hoursLeft">How long OpenRouter's credits last from <see cref="Now"/> on, about.</param>
    /// <param name="completionFactor">What a completion costs against the list price.</param>
    /// <param name="clock">Null: a <see cref="StepClock"/> at <see cref="Now"/>.</param>
    public static async Task<HostWorld> StartAsync(int hoursLeft = 40, TimeProvider? clock = null, int days = 14, decimal completionFactor = 1)
    {
        var series = SandboxData.Days(days);
        clock ??= new StepClock(Now, TimeSpan.FromMinutes(2));
        decimal credits = series.UsdUntil(Now) + (series.Between(Now.AddHours(-24), Now).Sum(slice => slice.Amounts.Usd) / 24 * hoursLeft);
        var world = new HostWorld(
            clock,
            await OpenRouterStandIn.StartAsync(series, clock, new OpenRouterStandInOptions { OpeningCredits = credits, AnalyticsCachedFor = TimeSpan.Zero, CreditsCachedFor = TimeSpan.Zero, CompletionFactor = completionFactor }),
            await OpenAIStandIn.StartAsync(series, clock));
        world.WriteSettings(static _ => { });

        return world;
    }

    /// <summary>Writes the settings file anew.</summary>
    public void WriteSettings(Action<JsonObject> change)
    {
        var settings = new JsonObject
        {
            ["Storage"] = new JsonObject { ["ConnectionString"] = "Data Source=spendwall.db" },
            ["Accounts"] = new JsonArray(
                Account(Router, "OpenRouter", OpenRouter.ManagementKey, OpenRouter.BaseUrl),
                Account(Meter, "OpenAI", OpenAI.AdminKey, OpenAI.BaseUrl)),
            ["Http"] = new JsonObject { ["Urls"] = "http://127.0.0.1:0" },
        };
        change(settings);
        File.WriteAllText(SettingsFile, new JsonObject { ["Spendwall"] = settings }.ToJsonString());
    }

    /// <summary>Leaves one account, changed.</summary>
    public void WriteSettings(string account, Action<JsonObject> change) => WriteSettings(settings =>
    {
        var one = settings["Accounts"]!.AsArray().Single(item => (string?)item!["Name"] == account)!.DeepClone().AsObject();
        change(one);
        settings["Accounts"] = new JsonArray(one);
    });

    /// <summary>Runs the program as <c>spendwall ARGS</c> in the folder of the settings file.</summary>
    public async Task<Ran> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await SpendwallBot.MainAsync(args, Process(output, error));

        // Every verb is a process of its own: none finds a connection that the one before left open.
        using var pooled = new SqliteConnection(SqliteOptions.Complete($"Data Source={Database}").ToString());
        SqliteConnection.ClearPool(pooled);

        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs the bot in this process until what is done meanwhile has ended.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunBotAsync(Func<WebApplication, Task> meanwhile)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var stop = new CancellationTokenSource();
        var run = BotHost.RunAsync(Load(), Process(output, error), async app =>
        {
            await meanwhile(app);
            await stop.CancelAsync();
        }, stop.Token);

        return await run.WaitAsync(TimeSpan.FromMinutes(3), TimeProvider.System);
    }

    /// <summary>The settings as <c>run</c> loads them.</summary>
    public LoadedSettings Load() => SettingsLoader.Load(null, Folder, new Dictionary<string, string>(), (options, faults) => SummaryCron.Check(options, faults, Clock.GetUtcNow()));

    public BotProcess Process(TextWriter output, TextWriter error) =>
        new(TextReader.Null, TextWriter.Synchronized(output), TextWriter.Synchronized(error), Folder, new Dictionary<string, string>(), OwnClock ?? Clock, Transport, Interactive: false);

    public void LoseDatabase() => SqliteFiles.Delete(Database);

    /// <exception cref="StorageException">The database is not sound.</exception>
    public Task<LedgerReader> ReadAsync() => LedgerReader.OpenAsync(Database, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await OpenRouter.DisposeAsync();
        await OpenAI.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static JsonObject Account(string name, string provider, string key, string url) => new()
    {
        ["Name"] = name,
        ["Provider"] = provider,
        ["ApiKey"] = key,
        ["BaseUrl"] = url,
        ["BackfillDays"] = 10,
        ["Owner"] = "@dana",
        ["Channels"] = new JsonArray("terminal"),
    };
}

/// <summary>What a verb did.</summary>
internal sealed record Ran(int Code, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Root messages on the terminal: their footer names the incident first.</summary>
    public int Posts => Count(Error, " · as of ");

    public static int Count(string text, string part) => text.Split(part).Length - 1;
}
