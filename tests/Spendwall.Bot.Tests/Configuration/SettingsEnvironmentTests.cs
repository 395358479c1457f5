using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host;

namespace Spendwall.Bot.Tests.Configuration;

/// <summary>The two variables as the lowest layer, and faults that were told twice, in a programmer's words or not at all.</summary>
public sealed class SettingsEnvironmentTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-settings-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Load_KeysWithOverrides_ChangesTheirAccounts()
    {
        var settings = Load(new()
        {
            ["OPENROUTER_API_KEY"] = " sk-or-v1-abc ",
            ["OPENAI_ADMIN_KEY"] = "sk-admin-abc",
            ["Spendwall__Accounts__0__BaseUrl"] = "http://127.0.0.1:9/api/v1/",
            ["Spendwall__Accounts__1__Owner"] = "@dana",
        });

        Assert.Equal(["openrouter", "openai"], settings.Options.Accounts.Select(static account => account.Name));
        Assert.Equal("http://127.0.0.1:9/api/v1/", settings.Options.Accounts[0].BaseUrl);
        Assert.Equal("@dana", settings.Options.Accounts[1].Owner);
        Assert.Equal("sk-or-v1-abc", settings.Options.Accounts[0].ApiKey.Reveal());
    }

    [Fact]
    public void Load_AccountsByVariables_LeaveTheKeysAlone()
    {
        var settings = Load(new()
        {
            ["OPENAI_ADMIN_KEY"] = "sk-admin-abc",
            ["Spendwall__Accounts__0__Name"] = "mine",
            ["Spendwall__Accounts__0__Provider"] = "OpenRouter",
            ["Spendwall__Accounts__0__ApiKey"] = "k",
        });

        Assert.Equal("mine", Assert.Single(settings.Options.Accounts).Name);
    }

    [Fact]
    public void Load_UnreadableKeyFile_IsOneFault()
    {
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), """{"Spendwall":{"Accounts":[{"Name":"a","Provider":"OpenRouter","ApiKeyFile":"none"}]}}""");

        Assert.Equal("Spendwall:Accounts:0:ApiKeyFile", Assert.Single(Faults()).Key);
    }

    [Fact]
    public void Load_MisspeltSection_IsSuggested()
    {
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), """{"Spendwal":{"Accounts":[]}}""");

        Assert.Contains(Faults(), static fault => fault.Key == "Spendwal" && fault.Message.Contains("did you mean Spendwall", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_MapLineWithoutAValue_IsToldInPlainWords()
    {
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), """{"Spendwall":{"Accounts":[{"Name":"a","Provider":"OpenRouter","ApiKey":"k"}],"Map":["key:"]}}""");

        Assert.Equal("The key of a scope cannot be empty.", Assert.Single(Faults()).Message);
    }

    [Theory]
    [InlineData("0 0 9 ? * MON 2020")]
    [InlineData("0 0 0 31 2 ?")]
    public void Load_CronThatNeverFires_IsAFaultAndNoCrashOfTheScheduler(string cron)
    {
        var faults = Assert.Throws<SettingsException>(() => Load(new() { ["OPENAI_ADMIN_KEY"] = "k", ["Spendwall__Summary__Cron"] = cron })).Faults;

        Assert.Contains("never comes due", Assert.Single(faults).ToString(), StringComparison.Ordinal);
    }

    private LoadedSettings Load(Dictionary<string, string> environment) => SettingsLoader.Load(
        null, folder, environment, static (options, faults) => SettingsChecks.Check(options, faults, new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero)));

    private IReadOnlyList<SettingsFault> Faults() => Assert.Throws<SettingsException>(() => Load([])).Faults;
}
