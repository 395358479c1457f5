using Microsoft.Extensions.DependencyInjection.Extensions;
using Spendwall.Bot.Attribution.Views;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Records;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Spending;
using Spendwall.Bot.Chat.Exports;
using Spendwall.Bot.Chat.Terminal;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Requests;

namespace Spendwall.Bot.Chat;

public static class ChatServices
{
    extension(IServiceCollection services)
    {
        /// <summary>The catalogue, the runner, the commands that read, and the terminal. Needs the ledger, owners, permissions and outlooks.</summary>
        public IServiceCollection AddChat()
        {
            services.TryAddSingleton<MappingStore>();
            services.AddSingleton<ScopeResolver>();
            services.AddSingleton<SpendAnalyst>();
            services.AddSingleton<IChatCommand, RunwayCommand>();
            services.AddSingleton<IChatCommand, SpendCommand>();
            services.AddSingleton<ExportReader>();
            services.AddSingleton<ExportWriter>();
            services.AddSingleton<IChatCommand, ExportCommand>();
            services.AddSingleton<IChatCommand, CreditsCommand>();
            services.AddSingleton<IChatCommand, MapCommand>();
            services.AddSingleton<IChatCommand, StatusCommand>();
            services.TryAddSingleton<RequestStore>();
            services.TryAddSingleton<AttributedSums>();
            services.AddSingleton<RecordQuestions>();
            services.AddSingleton<IChatCommand, ErrorsCommand>();
            services.AddSingleton<IChatCommand, UnitCommand>();
            services.AddSingleton<CommandCatalogue>();
            services.AddSingleton<CommandRunner>();
            services.AddSingleton<CommandCompletion>();
            services.TryAddSingleton(static _ => OnConsole());
            services.AddSingleton<TerminalPrompt>();
            services.AddSingleton<PeopleNames>();
            services.AddSingleton<IChatAdapter, TerminalAdapter>();

            return services;
        }

        /// <summary>Reads commands from the console while the host runs: for <c>run</c> and the Sandbox only.</summary>
        public IServiceCollection AddTerminalSession() => services.AddHostedService<TerminalSession>();
    }

    private static TerminalScreen OnConsole()
    {
        bool isTerminal = !Console.IsOutputRedirected;
        bool colour = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

        return new(Console.Out, isTerminal ? static () => Console.WindowWidth : static () => 120, colour);
    }
}
