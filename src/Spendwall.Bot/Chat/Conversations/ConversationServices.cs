using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spendwall.Bot.Chat.Conversations;

public static class ConversationServices
{
    extension(IServiceCollection services)
    {
        /// <summary>What every platform with people on it shares; asked for by each, added once.</summary>
        public IServiceCollection AddConversations()
        {
            services.TryAddSingleton<AnswerShares>();
            services.TryAddSingleton<Conversation>();

            return services;
        }
    }
}
