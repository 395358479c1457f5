using Microsoft.Extensions.DependencyInjection;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat;

public sealed class ReadmeCommandTests
{
    [Fact]
    public async Task Readme_NamesEveryCommandOfTheCatalogue()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var process = BotProcess.Current();
        services.AddSpendwallBot(new LoadedSettings(new SpendwallOptions(), Path.GetTempPath(), "test", []), process, process.Screen(TextWriter.Null));
        await using var provider = services.BuildServiceProvider();
        string readme = await File.ReadAllTextAsync(Repository.Folder("README.md"));

        var commands = provider.GetServices<IChatCommand>().Select(command => command.Spec.Name).ToList();

        Assert.NotEmpty(commands);
        Assert.All(commands, name => Assert.Contains($"`/{name}", readme, StringComparison.Ordinal));
    }
}
