using System.Text.RegularExpressions;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Configuration;

public sealed partial class ExampleSettingsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-example").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Example_WithItsKeysFilledIn_BindsWithoutAFault()
    {
        string example = File.ReadAllText(Repository.Folder("appsettings.example.json"));
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), ApiKeys().Replace(example, "\"ApiKey\": \"filled-in\""));

        var settings = SettingsLoader.Load(null, folder, new Dictionary<string, string>());

        Assert.Equal(["openrouter-main", "openai-acme"], settings.Options.Accounts.Select(account => account.Name));
        Assert.Empty(settings.Warnings);
    }

    [Fact]
    public void Example_AsItIs_AsksForTheTwoKeysOnly()
    {
        File.Copy(Repository.Folder("appsettings.example.json"), Path.Combine(folder, "appsettings.json"));

        var exception = Assert.Throws<SettingsException>(() => SettingsLoader.Load(null, folder, new Dictionary<string, string>()));

        Assert.Equal(["Spendwall:Accounts:0:ApiKey", "Spendwall:Accounts:1:ApiKey"], exception.Faults.Select(fault => fault.Key));
    }

    [Fact]
    public void Example_NamesEverySetting()
    {
        string example = File.ReadAllText(Repository.Folder("appsettings.example.json"));
        var options = new[] { typeof(SpendwallOptions), typeof(AccountOptions), typeof(StorageOptions), typeof(SlackOptions), typeof(DiscordOptions), typeof(SummaryOptions), typeof(SummarySchedule), typeof(DailyOptions), typeof(CadenceOptions), typeof(RetentionOptions), typeof(HeartbeatOptions) };

        var missing = options.SelectMany(type => type.GetProperties().Where(property => property.CanWrite).Select(property => property.Name))
            .Where(name => !example.Contains($"\"{name}\"", StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    [GeneratedRegex("\"ApiKey\": \"\"")]
    private static partial Regex ApiKeys();
}
