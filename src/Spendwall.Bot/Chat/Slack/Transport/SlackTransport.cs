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
        /// <param name="baseDirectory">What <c>Slack:TokenStore</c> is relative to; null: the current directory.</param>
        public IServiceCollection AddSlackTransport(string? baseDirectory = null)
        {
            services.TryAddSingleton<SlackApiSettings>();
            services.TryAddSingleton<SlackTransportSettings>();
            services.AddSingleton<SlackHttp>();
            services.AddSingleton<ResponseUrls>();
            services.AddSingleton<ISlackToken>(provider => BotToken(provider, baseDirectory ?? Environment.CurrentDirectory));
            services.AddSingleton<SlackStanding>();
            services.AddSingleton<ISlackApi>(static provider => Api(provider, provider.GetRequiredService<ISlackToken>(), provider.GetRequiredService<SlackStanding>()));
            services.AddKeyedSingleton<ISlackApi>(AppToken, static (provider, _) => Api(provider, new FixedSlackToken(provider.GetRequiredService<SpendwallOptions>().Slack.AppToken), null));
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
        new(settings.Backlog, settings.Workers, settings.WorkWithin, settings.DrainWithin) { ThreadName = "Slack work" },
        provider.GetRequiredKeyedService<TimeProvider>("transport"),
        provider.GetRequiredService<ILogger<WorkQueue<SlackInbound>>>());

    private static ISlackToken BotToken(IServiceProvider provider, string baseDirectory)
    {
        var slack = provider.GetRequiredService<SpendwallOptions>().Slack;

        return slack.RefreshToken.IsEmpty
            ? new FixedSlackToken(slack.BotToken)
            : new RotatingSlackToken(
                provider.GetRequiredService<SlackHttp>().Client,
                ApiUrl(slack),
                slack,
                new SlackTokenFile(Path.GetFullPath(slack.TokenStore, baseDirectory)),
                provider.GetRequiredService<SlackApiSettings>(),
                provider.GetRequiredKeyedService<TimeProvider>("transport"),
                provider.GetRequiredService<ILogger<RotatingSlackToken>>());
    }

    private static Uri ApiUrl(SlackOptions slack) => new(slack.ApiUrl.TrimEnd('/') + "/");

    private static SlackApi Api(IServiceProvider provider, ISlackToken token, SlackStanding? standing)
    {
        var slack = provider.GetRequiredService<SpendwallOptions>().Slack;
        var gate = new Lock();
        var random = new Random();

        return new SlackApi(
            provider.GetRequiredService<SlackHttp>().Client,
            ApiUrl(slack),
            token,
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
            provider.GetRequiredService<ILogger<SlackApi>>(),
            standing);
    }
}
