using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Tests.Chat.Slack;

public sealed class SlackSettingsTests
{
    [Theory]
    [InlineData("Socket", "xoxb-1", "xapp-1", "", null)]
    [InlineData("Http", "xoxb-1", "", "0123abcd", null)]
    [InlineData("Socket", "", "xapp-1", "", "Slack:BotToken")]
    [InlineData("Socket", "xoxp-1", "xapp-1", "", "Slack:BotToken")]
    [InlineData("Socket", "xoxb-1", "", "", "Slack:AppToken")]
    [InlineData("Socket", "xoxb-1", "xoxb-1", "", "Slack:AppToken")]
    [InlineData("Http", "xoxb-1", "xapp-1", "", "Slack:SigningSecret")]
    [InlineData("Carrier pigeon", "xoxb-1", "xapp-1", "s", "Slack:Mode")]
    public void Check_Slack_NamesTheOneKeyThatIsWrong(string mode, string bot, string app, string secret, string? key)
    {
        var faults = Faults(new() { Enabled = true, Mode = mode, BotToken = new(bot), AppToken = new(app), SigningSecret = new(secret) });

        Assert.Equal(key is null ? [] : [$"Spendwall:{key}"], faults.Select(static fault => fault.Key));
        Assert.All(faults, static fault => Assert.DoesNotContain("xoxp-1", fault.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("xoxe.xoxb-1", "", "", "", "RefreshToken")]
    [InlineData("", "xoxe-1-x", "1.2", "secret")]
    [InlineData("xoxe.xoxb-1", "xoxe-1-x", "1.2", "secret")]
    [InlineData("xoxe.xoxb-1", "xoxb-1", "1.2", "secret", "RefreshToken")]
    [InlineData("xoxe.xoxb-1", "xoxe-1-x", "", "", "ClientSecret", "ClientId")]
    public void Check_TokenRotation_NeedsAllThatARefreshTakes(string bot, string refresh, string client, string secret, params string[] keys)
    {
        var faults = Faults(new() { Enabled = true, BotToken = new(bot), AppToken = new("xapp-1"), RefreshToken = new(refresh), ClientId = client, ClientSecret = new(secret) });

        Assert.Equal(keys.Select(static key => $"Spendwall:Slack:{key}"), faults.Select(static fault => fault.Key));
    }

    [Fact]
    public void Check_DisabledSlack_AsksForNothing() => Assert.Empty(Faults(new()));

    private static List<SettingsFault> Faults(SlackOptions slack)
    {
        var faults = new List<SettingsFault>();
        var account = AccountDefaults.Fill(new() { Name = "main", ApiKey = new("key") });
        SettingsValidator.Check(new() { Accounts = [account], Slack = slack }, faults, []);

        return faults;
    }
}
