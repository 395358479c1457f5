using System.Reflection;
using Spendwall.Bot.Chat.Slack.Rendering;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack;

public sealed class SlackLimitsTests
{
    [Fact]
    public void EachLimit_IsOneThatSomethingIsHeldAgainst()
    {
        string source = string.Concat(Directory.EnumerateFiles(Repository.Folder("src", "Spendwall.Bot", "Chat", "Slack"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var limits = typeof(SlackLimits).GetFields(BindingFlags.Public | BindingFlags.Static).Where(static field => field.IsLiteral).Select(static field => field.Name).ToList();

        Assert.NotEmpty(limits);
        Assert.DoesNotContain(limits, name => !source.Contains($"SlackLimits.{name}", StringComparison.Ordinal));
    }
}
