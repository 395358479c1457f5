using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;

namespace Spendwall.Bot.Tests.Chat.Discord;

public sealed class DiscordSettingsTests
{
    [Theory]
    [InlineData("abc.def", "123", "456", null)]
    [InlineData("abc.def", "123", null, null)]
    [InlineData("", "123", null, "Discord:Token")]
    [InlineData("Bot abc.def", "123", null, "Discord:Token")]
    [InlineData("abc.def", "", null, "Discord:ApplicationId")]
    [InlineData("abc.def", "spendwall", null, "Discord:ApplicationId")]
    [InlineData("abc.def", "123", "Acme", "Discord:GuildIds:0")]
    public void Check_Discord_NamesTheOneKeyThatIsWrong(string token, string application, string? guild, string? key)
    {
        var faults = Faults(new() { Enabled = true, Token = new(token), ApplicationId = application, GuildIds = guild is null ? [] : [guild] });

        Assert.Equal(key is null ? [] : [$"Spendwall:{key}"], faults.Select(static fault => fault.Key));
        Assert.All(faults, static fault => Assert.DoesNotContain("abc.def", fault.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Check_DisabledDiscord_AsksForNothing() => Assert.Empty(Faults(new()));

    [Theory]
    [InlineData("discord:42", PrincipalKind.User)]
    [InlineData("discord:&42", PrincipalKind.Role)]
    [InlineData("discord:role:42", PrincipalKind.Role)]
    public void Check_Owner_IsTakenBySettingsAndOwnerBookAlike(string owner, PrincipalKind kind)
    {
        var faults = Faults(new(), owner);
        var parsed = PrincipalText.Parse([owner]);

        Assert.Empty(faults);
        Assert.Equal((kind, "42"), (parsed!.Kind, parsed.Identities["discord"]));
    }

    private static List<SettingsFault> Faults(DiscordOptions discord, string? owner = null)
    {
        var faults = new List<SettingsFault>();
        var account = AccountDefaults.Fill(new() { Name = "main", ApiKey = new("key"), Owner = owner });
        SettingsValidator.Check(new() { Accounts = [account], Discord = discord }, faults, []);

        return faults;
    }
}
