using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Verbs;

/// <summary>The bot for a verb that ends: composed, its storage opened and checked, without listener, schedule or instance lock.</summary>
internal static class BotServices
{
    public static async Task<int> UseAsync(
        BotProcess process, LoadedSettings settings, LogLevel level, Func<IServiceProvider, Task<int>> action, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddBotLogging(settings, level));
        services.AddSpendwallBot(settings, process, process.Screen(process.Error));
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        await provider.GetRequiredService<ILedgerStorage>().OpenAsync(cancellationToken);

        return await action(provider);
    }
}
