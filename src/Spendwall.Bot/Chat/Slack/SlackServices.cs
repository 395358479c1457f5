using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Chat.Slack.Commands;
using Spendwall.Bot.Chat.Slack.Home;

namespace Spendwall.Bot.Chat.Slack;

public static class SlackServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Slack as a chat: the adapter, what people can do there, the App Home. Needs <see cref="ISlackApi"/>; beside <c>AddChat</c> and <c>AddAlertChat</c>.</summary>
        public IServiceCollection AddSlack() => services
            .AddConversations()
            .AddSingleton<SlackSelf>()
            .AddHostedService(static provider => provider.GetRequiredService<SlackSelf>())
            .AddSingleton<SlackDirectory>()
            .AddSingleton<SlackChannelBook>()
            .AddSingleton<SlackLifecycle>()
            .AddSingleton<SlackNames>()
            .AddSingleton<IPeopleNames>(static provider => provider.GetRequiredService<SlackNames>())
            .AddSingleton<SlackFiles>()
            .AddSingleton<SlackSpeaker>()
            .AddSingleton<SlackConversation>()
            .AddSingleton<SlackHomeFeed>()
            .AddSingleton<SlackHome>()
            .AddHostedService(static provider => provider.GetRequiredService<SlackHome>())
            .AddSingleton<IChatAdapter, SlackAdapter>()
            .AddSingleton<ISlackHandler, SlackHandler>();
    }
}
