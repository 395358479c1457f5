using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Chat;

public static class AlertChatServices
{
    extension(IServiceCollection services)
    {
        /// <summary>The commands that change owners, budgets and incidents, and the way of alerts to the adapters. Beside <c>AddChat</c>.</summary>
        public IServiceCollection AddAlertChat() => services
            .AddSingleton<IScopeResolver, ScopeWords>()
            .AddSingleton<IAlertSink, ChatAlertSink>()
            .AddSingleton<IncidentChange>()
            .AddSingleton<IChatCommand, OwnerCommand>()
            .AddSingleton<IChatCommand, BudgetCommand>()
            .AddSingleton<IChatCommand, EventCommand>()
            .AddSingleton<IChatCommand, AlertsCommand>()
            .AddSingleton<IChatCommand, AckCommand>()
            .AddSingleton<IChatCommand, SnoozeCommand>()
            .AddSingleton<IChatCommand, VerdictCommand>()
            .AddSingleton<IChatCommand, ForecastCommand>()
            .AddSingleton<IChatCommand, WhyCommand>()
            .AddSingleton<Commands.Explaining.ExplainAnalyst>()
            .AddSingleton<IChatCommand, ExplainCommand>()
            .AddSingleton<IChatCommand, ReconcileCommand>()
            .AddSingleton<IChatCommand, WasteCommand>()
            .AddSingleton<IChatCommand, SummaryCommand>();
    }
}
