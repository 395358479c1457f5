using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Terminal;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Benchmarks.World;

/// <summary>The bot's whole composition, as the verb <c>ask</c> makes it, with a clock that stands.</summary>
internal sealed class BotInProcess : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private BotInProcess(ServiceProvider services) => this.services = services;

    public ISpendLedger Ledger => services.GetRequiredService<ISpendLedger>();

    public static async Task<BotInProcess> StartAsync(LoadedSettings settings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var process = new BotProcess(TextReader.Null, TextWriter.Null, TextWriter.Null, settings.BaseDirectory, new Dictionary<string, string>(), new StandingClock(now), TimeProvider.System, Interactive: false);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddBotLogging(settings, LogLevel.Warning));
        services.AddSpendwallBot(settings, process, process.Screen(TextWriter.Null));
        var bot = new BotInProcess(services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        await bot.services.GetRequiredService<LedgerStorage>().OpenAsync(cancellationToken);

        return bot;
    }

    /// <summary>From the line to the JSON, as <c>ask --json</c>.</summary>
    public async Task<string> AskAsync(string line, CancellationToken cancellationToken) =>
        AnswerJson.Render(await services.GetRequiredService<CommandRunner>().ExecuteAsync(line, TerminalPrompt.LocalCaller(), cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
