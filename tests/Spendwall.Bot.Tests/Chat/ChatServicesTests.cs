using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Chat;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;

namespace Spendwall.Bot.Tests.Chat;

public sealed class ChatServicesTests
{
    [Fact]
    public async Task AddChat_WithItsNeighbours_ResolvesEveryCommandAndTheTerminal()
    {
        await using var bench = await ChatBench.CreateAsync();
        var services = new ServiceCollection().AddLogging()
            .AddSingleton<TimeProvider>(bench.Clock)
            .AddSingleton<SpendwallOptions>(bench.Options)
            .AddSingleton<ISpendLedger>(bench.Ledger)
            .AddSingleton(bench.Database.Database)
            .AddSingleton<IOwnerBook>(bench.Owners)
            .AddSingleton<IPermissions>(bench.Permissions)
            .AddSingleton<IAccountOutlooks>(bench.Outlooks)
            .AddSingleton(bench.Budgets)
            .AddChat()
            .AddTerminalSession();

        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        Assert.Equal(bench.Catalogue.Specs.Select(static spec => spec.Name), provider.GetRequiredService<CommandCatalogue>().Specs.Select(static spec => spec.Name));
        Assert.Equal(["terminal"], provider.GetServices<IChatAdapter>().Select(static adapter => adapter.Platform));
        Assert.NotNull(provider.GetRequiredService<CommandRunner>());
    }
}
