using Spendwall.Bot.Chat.Charts;
using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Chat.Discord.Commands;
using Spendwall.Bot.Chat.Discord.Registration;
using Spendwall.Bot.Chat.Wire;

namespace Spendwall.Bot.Chat.Discord;

public static class DiscordServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Discord as a chat: the adapter, the commands and what people can press. Needs <see cref="IDiscordApi"/>; beside <c>AddChat</c> and <c>AddAlertChat</c>.</summary>
        public IServiceCollection AddDiscord() => services
            .AddConversations()
            .AddSingleton<ChartRenderer>()
            .AddSingleton<IChartRenderer>(static provider => provider.GetRequiredService<ChartRenderer>())
            .AddHostedService(static provider => provider.GetRequiredService<ChartRenderer>())
            .AddSingleton(static provider => new WorkQueue<DiscordWork>(
                static (work, cancellationToken) => work.RunAsync(cancellationToken),
                DiscordWork.Limits,
                provider.GetRequiredKeyedService<TimeProvider>("transport"),
                provider.GetRequiredService<ILogger<WorkQueue<DiscordWork>>>()))
            .AddHostedService(static provider => provider.GetRequiredService<WorkQueue<DiscordWork>>())
            .AddSingleton<DiscordThreads>()
            .AddSingleton<DiscordGuilds>()
            .AddSingleton<DiscordNames>()
            .AddSingleton<IPeopleNames>(static provider => provider.GetRequiredService<DiscordNames>())
            .AddSingleton<DiscordSuggestions>()
            .AddSingleton<DiscordRegistrar>()
            .AddHostedService(static provider => provider.GetRequiredService<DiscordRegistrar>())
            .AddSingleton<IChatAdapter, DiscordAdapter>()
            .AddSingleton<IDiscordHandler, DiscordHandler>();
    }
}
