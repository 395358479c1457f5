using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Tests.Configuration;

public sealed class SettingsLoaderTests : IDisposable
{
    private const string Sound = """{ "Spendwall": { "Accounts": [ { "Name": "a", "Provider": "OpenRouter", "ApiKey": "k", "Owner": "@dana" } ] } }""";

    private readonly string folder = Directory.CreateTempSubdirectory("spendwall-settings").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Load_OnlyTheTwoKeysInTheEnvironment_GivesTwoAccountsWithTheTerminal()
    {
        var settings = Load(null, new() { ["OPENROUTER_API_KEY"] = "sk-or-v1-abc", ["OPENAI_ADMIN_KEY"] = "sk-admin-abc" });

        Assert.Equal(["openrouter", "openai"], settings.Options.Accounts.Select(account => account.Name));
        Assert.All(settings.Options.Accounts, account => Assert.Equal(["terminal"], account.Channels));
        Assert.Equal(TimeSpan.FromMinutes(1), settings.Options.Accounts[0].PollEvery);
        Assert.Equal(180, settings.Options.Accounts[1].BackfillDays);
        Assert.Equal("https://openrouter.ai/api/v1", settings.Options.Accounts[0].BaseUrl);
    }

    [Fact]
    public void Load_Nothing_SaysWhatToSet()
    {
        var fault = Assert.Single(Faults(null, []));

        Assert.Equal("Spendwall:Accounts", fault.Key);
        Assert.Contains("OPENROUTER_API_KEY", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ManyFaults_ReportsAllAtOnceWithKeyAndValue()
    {
        var faults = Faults("""
            { "Spendwall": {
                "Acounts": [],
                "Slack": { "Enabled": "maybe", "BotTokn": "xoxb-secret" },
                "Accounts": [
                  { "Name": "a b", "Provider": "OpenRouter", "ApiKey": "", "BaseUrl": "http://example.com", "PollEvery": "00:00:01" },
                  { "Name": "acme", "Provider": "OpenIA", "ApiKey": "k", "LeadTime": "1.00:00:00", "WarnAt": "12:00:00", "MonthlyBudget": 5 } ] } }
            """);

        Assert.Equal(
            [
                "Spendwall:Accounts:0:ApiKey", "Spendwall:Accounts:0:BaseUrl", "Spendwall:Accounts:0:Name", "Spendwall:Accounts:0:PollEvery",
                "Spendwall:Accounts:1:MonthlyBudget", "Spendwall:Accounts:1:Provider", "Spendwall:Accounts:1:WarnAt",
                "Spendwall:Acounts", "Spendwall:Slack:BotTokn", "Spendwall:Slack:Enabled",
            ],
            faults.Select(fault => fault.Key).Order(StringComparer.Ordinal));
        Assert.Contains(faults, fault => fault.Message.Contains("did you mean Accounts?", StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.ToString().Contains("xoxb-secret", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Key.EndsWith("0:ApiKey", StringComparison.Ordinal) && fault.Message.Contains("https://openrouter.ai/settings/management-keys", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_EnvironmentVariable_OverridesTheFile()
    {
        var settings = Load(
            """{ "Spendwall": { "Accounts": [ { "Name": "a", "Provider": "OpenAI", "ApiKey": "k" } ] } }""",
            new() { ["Spendwall__Accounts__0__ApiKey"] = "other", ["SPENDWALL__Http__Urls"] = "http://127.0.0.1:0" });

        Assert.Equal("other", settings.Options.Accounts[0].ApiKey.Reveal());
        Assert.Equal("http://127.0.0.1:0", settings.Options.Http.Urls);
    }

    [Fact]
    public void Load_SecretFile_IsReadRelativeToTheSettingsAndTrimmed()
    {
        File.WriteAllText(Path.Combine(folder, "key"), "sk-admin-1\n");

        var settings = Load("""{ "Spendwall": { "Accounts": [ { "Name": "a", "Provider": "OpenAI", "ApiKeyFile": "key" } ] } }""");

        Assert.Equal("sk-admin-1", settings.Options.Accounts[0].ApiKey.Reveal());
    }

    [Fact]
    public void Load_SecretAndItsFile_IsAFault()
    {
        var faults = Faults("""{ "Spendwall": { "Accounts": [ { "Name": "a", "Provider": "OpenAI", "ApiKey": "k", "ApiKeyFile": "key" } ] } }""");

        Assert.Equal("Spendwall:Accounts:0:ApiKeyFile", Assert.Single(faults).Key);
    }

    [Theory]
    [InlineData("""{ "Spendwall": { """, "is not JSON")]
    [InlineData("""[1]""", "")]
    public void Load_BrokenFile_IsOneFault(string json, string message)
    {
        Assert.Contains(message, Assert.Single(Faults(json)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PollEvery", "\"00:00:00\"")]
    [InlineData("BackfillDays", "0")]
    [InlineData("BackfillDays", "366")]
    [InlineData("Concurrency", "0")]
    [InlineData("LeadTime", "\"00:00:00\"")]
    [InlineData("Floor", "-1")]
    [InlineData("Channels", "[\"slack\"]")]
    [InlineData("Channels", "\"terminal\"")]
    [InlineData("Owner", "\"dana\"")]
    [InlineData("ApiKey", "\"sk admin\"")]
    [InlineData("LeadTime", "\"24:00:00\"")]
    [InlineData("LeadTime", "\"24:00\"")]
    [InlineData("LeadTime", "24")]
    [InlineData("PollEvery", "1")]
    public void Load_ValueOutOfRange_NamesTheKey(string key, string value)
    {
        var account = new Dictionary<string, string> { ["Name"] = "\"a\"", ["Provider"] = "\"OpenAI\"", ["ApiKey"] = "\"k\"", [key] = value };
        string json = string.Join(", ", account.Select(pair => $"\"{pair.Key}\": {pair.Value}"));

        var fault = Assert.Single(Faults($$"""{ "Spendwall": { "Accounts": [ { {{json}} } ] } }"""));

        Assert.StartsWith($"Spendwall:Accounts:0:{key}", fault.Key, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AccountWithoutProvider_IsAFaultAndNoGuess()
    {
        var fault = Assert.Single(Faults("""{ "Spendwall": { "Accounts": [ { "Name": "a", "ApiKey": "sk-admin-1" } ] } }"""));

        Assert.Equal("Spendwall:Accounts:0:Provider", fault.Key);
        Assert.Contains("OpenRouter or OpenAI", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Name": "a", "Provider": "OpenAI", "ApiKey": "k" }""", "Spendwall:Accounts")]
    [InlineData("""[ "openai" ]""", "Spendwall:Accounts:0")]
    public void Load_AccountsOfAnotherShape_IsOneFault(string accounts, string key)
    {
        var exception = Assert.Throws<SettingsException>(() => Load($$"""{ "Spendwall": { "Accounts": {{accounts}} } }"""));

        Assert.Equal(key, Assert.Single(exception.Faults).Key);
        Assert.StartsWith("The settings have 1 fault:", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SettingsFileThatIsNotThere_IsAFault()
    {
        var exception = Assert.Throws<SettingsException>(() => SettingsLoader.Load("nowhere.json", folder, new Dictionary<string, string>()));

        Assert.Equal("--settings", Assert.Single(exception.Faults).Key);
    }

    [Fact]
    public void Load_ChannelOfADisabledPlatform_IsAWarning()
    {
        var settings = Load("""{ "Spendwall": { "Accounts": [ { "Name": "a", "Provider": "OpenAI", "ApiKey": "k", "Channels": ["slack:#ai-spend"] } ] } }""");

        Assert.Contains("slack:#ai-spend", Assert.Single(settings.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Accounts:0:ApiKeyFile", "sk-or-v1-hidden")]
    [InlineData("Accounts:0:ApiKeyFile", "hidden8f742231b10e8888abcd99yyyzzz85a5")]
    [InlineData("Accounts:0:BaseUrl", "http://kim:hidden@gateway.example.com/v1")]
    [InlineData("Accounts:0:OpeningBalance", "sk-admin-hidden")]
    [InlineData("OpenTelemetry:Endpoint", "grpc://kim:hidden@collector")]
    [InlineData("FallbackChannel", "xoxb-1-hidden")]
    [InlineData("Heartbeat:Url", "http://hc-ping.example.com/hidden-3f1c-4d6e")]
    [InlineData("Heartbeat:Url", "http://ping.example.com?token=hidden")]
    [InlineData("Heartbeat:Url", "http://kim:hidden@ping.example.com/hidden")]
    [InlineData("Heartbeat:Url", "hc-ping.example.com/hidden-3f1c-4d6e")]
    [InlineData("Heartbeat:Url", "hidden-3f1c-4d6e")]
    [InlineData("Storage:Provider", "Server=x;Password=hidden;Port=1")]
    public void Load_SecretWhereNoneBelongs_IsNamedButNotPrinted(string key, string value)
    {
        var fault = Assert.Single(
            Faults("""{ "Spendwall": { "Accounts": [ { "Name": "a", "Provider": "OpenAI" } ] } }""", new() { ["Spendwall__" + key.Replace(":", "__", StringComparison.Ordinal)] = value }),
            fault => fault.Key == "Spendwall:" + key);

        Assert.Contains("***", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Accounts:0:ApiKeyFile", "secrets/openrouter-management-key-2026.txt")]
    [InlineData("Accounts:0:BaseUrl", "http://gateway.example.com/v1?owner=@kim")]
    [InlineData("FallbackChannel", "slack:task-force-desk-7")]
    [InlineData("Heartbeat:Url", "http://ping.example.com")]
    public void Load_WrongValueThatIsNoSecret_IsPrintedAsWritten(string key, string value)
    {
        var fault = Assert.Single(
            Faults("""{ "Spendwall": { "Accounts": [ { "Name": "a", "Provider": "OpenAI" } ] } }""", new() { ["Spendwall__" + key.Replace(":", "__", StringComparison.Ordinal)] = value }),
            fault => fault.Key == "Spendwall:" + key);

        Assert.Contains($"\"{value}\"", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Accounts:0:Floor", "1e28")]
    [InlineData("Accounts:0:OpeningBalance", "-1e12")]
    [InlineData("Accounts:0:MonthlyBudget", "1e15")]
    [InlineData("Premium:UsdPerMillionOutput", "1e27")]
    [InlineData("Http:Urls", "http://127.0.0.1:99999")]
    public void Load_NumberThatNothingCanHold_IsAFaultAndNoCrashLater(string key, string value)
    {
        var faults = Faults(
            """{ "Spendwall": { "Accounts": [ { "Name": "a", "Provider": "OpenRouter", "ApiKey": "k", "Owner": "@dana" } ] } }""",
            new() { ["Spendwall__" + key.Replace(":", "__", StringComparison.Ordinal)] = value });

        Assert.Equal("Spendwall:" + key, Assert.Single(faults).Key);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.1")]
    [InlineData("1.01")]
    [InlineData("5 %")]
    public void Load_ReconcileBoundThatIsNoShare_IsAFault(string value)
    {
        var fault = Assert.Single(Faults(Sound, new() { ["Spendwall__Reconcile__WarnAbove"] = value }));

        Assert.Equal("Spendwall:Reconcile:WarnAbove", fault.Key);
        Assert.Contains($"\"{value}\"", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 0.05)]
    [InlineData("0.001", 0.001)]
    [InlineData("1", 1)]
    public void Load_ReconcileBoundThatIsAShare_IsTaken(string? value, double bound) =>
        Assert.Equal((decimal)bound, Load(Sound, value is null ? [] : new() { ["Spendwall__Reconcile__WarnAbove"] = value }).Options.Reconcile.WarnAbove);

    [Fact]
    public void Secret_InARecord_DoesNotPrintItself()
    {
        var account = new AccountOptions { Name = "a", ApiKey = new Secret("sk-admin-hidden") };

        Assert.DoesNotContain("hidden", account.ToString(), StringComparison.Ordinal);
        Assert.Contains("***", account.ToString(), StringComparison.Ordinal);
    }

    private LoadedSettings Load(string? json, Dictionary<string, string>? environment = null)
    {
        if (json is not null)
        {
            File.WriteAllText(Path.Combine(folder, "appsettings.json"), json);
        }

        return SettingsLoader.Load(null, folder, environment ?? []);
    }

    private IReadOnlyList<SettingsFault> Faults(string? json, Dictionary<string, string>? environment = null) =>
        Assert.Throws<SettingsException>(() => Load(json, environment)).Faults;
}
