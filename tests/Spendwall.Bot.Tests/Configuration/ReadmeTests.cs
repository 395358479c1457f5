using System.Text.RegularExpressions;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Configuration;

/// <summary>The README is the first thing that a user relies on, so its tables are held to the code.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.Folder("README.md"));

    [Fact]
    public void SettingsTable_NamesEverySetting()
    {
        string table = Readme[Readme.IndexOf("## Settings", StringComparison.Ordinal)..Readme.IndexOf("## Operations", StringComparison.Ordinal)];

        var missing = Names(typeof(SpendwallOptions)).Where(name => !Regex.IsMatch(table, $@"\b{name}\b")).ToList();

        Assert.Empty(missing);
    }

    [Fact]
    public void FirstTwoCommands_AreTheSandboxAndTheTests()
    {
        var block = ConsoleBlock().Match(Readme);

        Assert.Equal(["dotnet run --project src/Spendwall.Bot.Sandbox", "dotnet test"], block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task OperationsTable_NamesEveryVerb()
    {
        using var output = new StringWriter();
        await SpendwallBot.MainAsync(["--help"], BotProcess.Current() with { Out = output, Error = output });
        var verbs = Verb().Matches(output.ToString()[output.ToString().IndexOf("Commands:", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(verbs);
        Assert.All(verbs, verb => Assert.Contains($"`{verb}", Readme, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Names(Type type) => type.GetProperties().Where(property => property.CanWrite).SelectMany(property =>
    {
        var inner = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;

        return inner.Namespace == type.Namespace && inner.IsClass && inner != typeof(Secret) ? Names(inner) : [property.Name];
    });

    [GeneratedRegex(@"```console\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ConsoleBlock();

    [GeneratedRegex(@"^  ([a-z]+) ", RegexOptions.Multiline)]
    private static partial Regex Verb();
}
