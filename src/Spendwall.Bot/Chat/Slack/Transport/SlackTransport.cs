using Microsoft.Extensions.DependencyInjection.Extensions;
using Spendwall.Bot.Chat.Slack.Api;
using Spendwall.Bot.Chat.Wire;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Chat.Slack.Transport;

/// <summary>The way to Slack and back.</summary>
public static class SlackTransport
{
    /// <summary>The key of the <c>ISlackApi</c> that speaks with the app-level token.</summary>
    public const string AppToken = "slack-app";

    extension(IServiceCollection services)
    {
        /// <summary>
        /// The Web API with the bot's token, the same with the app's token under <see cref="AppToken"/>, Socket Mode and what
        /// <c>MapSlack</c> serves. Needs the options, the clocks and an <c>ISlackHandler</c>.
        /// </summary>
        public IServiceCollection AddSlackTransport()
        {
            services.TryAddSingleton<SlackApiSettings>();
            services.TryAddSingleton<SlackTransportSettings>();
            services.AddSingleton<SlackHttp>();
            services.AddSingleton<ResponseUrls>();
            services.AddSingleton<ISlackApi>(static provider => Api(provider, static slack => slack.BotToken));
            services.AddKeyedSingleton<ISlackApi>(AppToken, static (provider, _) => Api(provider, static slack => slack.AppToken));
            services.AddSingleton<Dedup>();
            services.AddSingleton<SlackReceiver>();
            services.AddSingleton<SlackEndpoint>();
            services.AddSingleton<SlackSocketState>();

            // The queue first: it stops last, when nothing more comes in.
            services.AddSingleton(static provider => Work(provider, provider.GetRequiredService<SlackTransportSettings>()));
            services.AddHostedService(static provider => provider.GetRequiredService<WorkQueue<SlackInbound>>());
            services.AddHostedService<SlackSocketService>();

            return services;
        }
    }

    private static WorkQueue<SlackInbound> Work(IServiceProvider provider, SlackTransportSettings settings) => new(
        provider.GetRequiredService<ISlackHandler>().HandleAsync,
        new(settings.Backlog, settings.Workers, settings.WorkWithin, settings.DrainWithin),
        provider.GetRequiredKeyedService<TimeProvider>("transport"),
        provider.GetRequiredService<ILogger<WorkQueue<SlackInbound>>>());

    private static SlackApi Api(IServiceProvider provider, Func<SlackOptions, Secret> token)
    {
        var slack = provider.GetRequiredService<SpendwallOptions>().Slack;
        var gate = new Lock();
        var random = new Random();

        return new SlackApi(
            provider.GetRequiredService<SlackHttp>().Client,
            new Uri(slack.ApiUrl.TrimEnd('/') + "/"),
            token(slack),
            provider.GetRequiredService<ResponseUrls>(),
            provider.GetRequiredService<SlackApiSettings>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredKeyedService<TimeProvider>("transport"),
            () =>
            {
                lock (gate)
                {
                    return random.NextDouble();
                }
            },
            provider.GetRequiredService<ILogger<SlackApi>>());
    }
}
