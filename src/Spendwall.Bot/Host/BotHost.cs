using System.Net.Sockets;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Slack.Transport;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Cluster;
using Spendwall.Bot.Host.Health;
using Spendwall.Bot.Host.Ingest;
using Spendwall.Bot.Host.Jobs;
using Spendwall.Bot.Host.Memory;
using Spendwall.Bot.Host.Telemetry;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host;

/// <summary>The long-running bot: instance lock, storage, listener, schedule, chat.</summary>
internal static class BotHost
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    /// <summary>Runs until it is told to stop; a stop is exit code 0.</summary>
    /// <exception cref="SettingsException">The listener's address cannot be had.</exception>
    /// <exception cref="StorageException">The storage is not usable, or another bot runs on it.</exception>
    public static Task<int> RunAsync(LoadedSettings settings, BotProcess process, CancellationToken cancellationToken) =>
        RunAsync(settings, process, static _ => Task.CompletedTask, cancellationToken);

    /// <param name="whileRunning">Runs beside the bot, from its start on.</param>
    public static async Task<int> RunAsync(LoadedSettings settings, BotProcess process, Func<WebApplication, Task> whileRunning, CancellationToken cancellationToken)
    {
        var storage = StorageLocation.Target(settings).Storage();

        // A file belongs to one bot; a PostgreSQL to any number of replicas, which take turns by its own locks.
        using var instance = storage is LedgerStorage file ? InstanceLock.Acquire(file.DatabasePath) : null;

        // Checking the file takes as long as composing the bot: both at once.
        var open = Task.Run(() => storage.OpenAsync(cancellationToken), cancellationToken);
        await using var app = Build(settings, process);
        await open;
        if (instance is not null)
        {
            await app.Services.GetRequiredService<DeliveryPump>().RecoverAsync(cancellationToken);
        }

        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is SocketException || exception.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
        {
            throw new SettingsException([new($"{SpendwallOptions.Section}:Http:Urls", settings.Options.Http.Urls, "another program listens there; choose another port, or stop it.")]);
        }
        catch (SocketException exception)
        {
            // An address of another machine, or a port below 1024 without the right to it.
            throw new SettingsException([new($"{SpendwallOptions.Section}:Http:Urls", settings.Options.Http.Urls, $"cannot be listened on ({exception.SocketErrorCode}); name an address of this machine and a port that the bot's user may open.")]);
        }

        app.Services.GetRequiredService<BotHealth>().Started = true;
        await whileRunning(app);
        await app.WaitForShutdownAsync(cancellationToken);

        return ExitCode.Done;
    }

    internal static WebApplication Build(LoadedSettings settings, BotProcess process)
    {
        // The empty builder: nothing is read from files or variables that the settings do not name.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = settings.BaseDirectory });
        builder.Logging.AddBotLogging(settings, process.Interactive ? LogLevel.Warning : LogLevel.Information);
        builder.WebHost.UseKestrelCore().UseUrls(settings.Options.Http.Urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        builder.Host.UseDefaultServiceProvider(provider =>
        {
            provider.ValidateOnBuild = true;
            provider.ValidateScopes = true;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        builder.Services.AddRoutingCore();
        builder.Services.AddHttpClient(HeartbeatJob.Client, client => client.Timeout = TimeSpan.FromSeconds(10));
        builder.Services.AddSpendwallBot(settings, process, process.Screen(process.Out));
        builder.Services.AddHostedService<IdleMemory>();
        if (settings.Options.Slack.Enabled || settings.Options.Discord.Enabled)
        {
            builder.Services.AddHostedService<ChannelWatch>();
        }

        if (settings.Options.Storage.IsPostgres)
        {
            builder.Services.AddHostedService<ReplicaService>();
        }

        builder.Services.AddBotSchedule(settings.Options, StorageLocation.Target(settings), process.Clock, new Random().NextDouble);
        if (settings.Options.Terminal.Enabled)
        {
            builder.Services.AddTerminalSession();
        }

        if (!string.IsNullOrWhiteSpace(settings.Options.OpenTelemetry.Endpoint))
        {
            builder.Services.AddHostedService<OpenTelemetryService>();
        }

        var app = builder.Build();
        app.MapHealth();
        app.MapSlack();
        app.MapEvents();
        app.MapIngest();

        return app;
    }
}
