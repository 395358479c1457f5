using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Budgets;
using Spendwall.Bot.Chat.Commands.Confirming;
using Spendwall.Bot.Chat.Commands.Owners;
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
            .AddSingleton<OwnerHistory>()
            .AddSingleton<IChatCommand, OwnerCommand>()
            .AddSingleton<ChangeGuard>()
            .AddSingleton<Func<CommandCatalogue>>(static provider => provider.GetRequiredService<CommandCatalogue>)
            .AddSingleton<BudgetScopes>()
            .AddSingleton<BudgetAnswers>()
            .AddSingleton<BudgetChanges>()
            .AddSingleton<ExceptionAnswers>()
            .AddSingleton<ReviewAnswers>()
            .AddSingleton<IChatCommand, AccessCommand>()
            .AddSingleton<IChatCommand, LinkCommand>()
            .AddSingleton<IChatCommand, AuditCommand>()
            .AddSingleton<IChatCommand, BudgetCommand>()
            .AddSingleton<IChatCommand, ConfirmCommand>()
            .AddSingleton<IChatCommand, EventCommand>()
            .AddSingleton<IChatCommand, LaunchCommand>()
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
