using Spendwall.Bot.Alerts;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Attribution;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Chat.Discord.Gateway;
using Spendwall.Bot.Chat.Slack;
using Spendwall.Bot.Chat.Slack.Transport;
using Spendwall.Bot.Chat.Terminal;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Host.Doctor;
using Spendwall.Bot.Host.Health;
using Spendwall.Bot.Host.Ingest;
using Spendwall.Bot.Host.Polling;
using Spendwall.Bot.Host.Telemetry;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Host;

/// <summary>The whole bot as services: the same for <c>run</c>, for every other verb and for the Sandbox.</summary>
internal static class BotComposition
{
    extension(IServiceCollection services)
    {
        /// <param name="terminal">Where the terminal adapter writes: standard output for <c>run</c>, standard error for a verb with an answer of its own.</param>
        public void AddSpendwallBot(LoadedSettings settings, BotProcess process, TerminalScreen terminal)
        {
            services.AddSingleton(settings);
            services.AddSingleton(settings.Options);
            services.AddSingleton(process);
            services.AddSingleton(process.Clock);
            services.AddKeyedSingleton("transport", process.Transport);

            services.AddProviders();
            services.AddLedger(StorageLocation.Target(settings));
            services.AddAttribution(StorageLocation.Quarantine(settings));
            services.AddOutlook();
            services.AddGovernance();
            services.AddAlerts();
            services.AddSingleton(terminal);
            services.AddChat();
            services.AddAlertChat();
            if (settings.Options.Slack.Enabled)
            {
                services.AddSlackTransport(settings.BaseDirectory);
                services.AddSlack();
                services.AddSingleton<SlackCheck>();
                services.AddSingleton<IChannelCheck>(static provider => provider.GetRequiredService<SlackCheck>());
            }

            if (settings.Options.Discord.Enabled)
            {
                if (settings.Options.Storage.IsPostgres)
                {
                    services.AddSingleton<IGatewaySeat, LeasedSeat>();
                }

                services.AddDiscordTransport();
                services.AddDiscord();
                services.AddSingleton<DiscordCheck>();
                services.AddSingleton<IChannelCheck>(static provider => provider.GetRequiredService<DiscordCheck>());
            }

            services.AddSingleton<EventBody>();
            services.AddSingleton<EventEndpoint>();
            services.AddIngest();
            services.AddSingleton<ClockProbe>();
            services.AddSingleton<AccountCheck>();
            services.AddSingleton<TestAlert>();
            services.AddSingleton<SpendTest>();
            services.AddMetrics();
            services.AddSingleton<BotHealth>();
            services.AddSingleton<ChannelFaults>();
            services.AddSingleton<ChatLinks>();
            services.AddSingleton<BotMeter>();
            services.AddSingleton<FirstLook>();
            services.AddSingleton<PollRounds>();
            services.AddSingleton<IBackfillProgress>(provider => new ConsoleBackfillProgress(
                process.Error, process.Interactive, provider.GetRequiredService<ILogger<ConsoleBackfillProgress>>()));
        }
    }

    extension(ILoggingBuilder logging)
    {
        /// <summary>Logs go to standard error: standard output belongs to answers and to the chat.</summary>
        public void AddBotLogging(LoadedSettings settings, LogLevel level)
        {
            logging.ClearProviders();
            logging.SetMinimumLevel(level);
            logging.AddFilter("Microsoft", LogLevel.Warning);
            logging.AddFilter("System", LogLevel.Warning);

            // A start that fails is told once, by the program, with the fix; a service that ends the bot is still Critical.
            logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
            logging.AddFilter("Quartz", LogLevel.Warning);

            // A job's failure is told once, by JobFaults; Quartz tells it twice and with every frame.
            logging.AddFilter("Quartz.Core.JobRunShell", LogLevel.None);
            logging.AddFilter("Quartz.Core.ErrorLogger", LogLevel.None);
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
                console.UseUtcTimestamp = true;
            });
            logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }
    }
}
