using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Chat.Discord.Registration;
using Spendwall.Bot.Host.Doctor;

namespace Spendwall.Bot.Tests.Chat.Discord;

public sealed class DiscordCheckTests
{
    private const string Bot = "300000000000000001";

    [Fact]
    public async Task Check_EverythingInOrder_IsWell()
    {
        await using var world = await SetUpAsync();

        var findings = await world.Get<DiscordCheck>().CheckAsync(default);

        Assert.All(findings, static finding => Assert.Equal(Verdict.Well, finding.Verdict));
        Assert.Contains(findings, static finding => finding.Message == "#ai-spend: the bot may do what it needs");
        Assert.Contains(findings, static finding => finding.Message == "is in the server");
    }

    [Fact]
    public async Task Check_TokenRefused_SaysWhereTheTokenIs()
    {
        await using var world = await SetUpAsync();
        world.Discord.Before = static (_, _) => throw FakeDiscord.Error(DiscordFailure.Token);

        var finding = Assert.Single(await world.Get<DiscordCheck>().CheckAsync(default));

        Assert.Equal(Verdict.Fault, finding.Verdict);
        Assert.Contains("Bot page", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_TokenOfAnotherApplication_NamesBoth()
    {
        await using var world = await SetUpAsync();
        world.Discord.Reads["applications/@me"] = new JsonObject { ["id"] = "7" };

        var findings = await world.Get<DiscordCheck>().CheckAsync(default);

        Assert.Contains(findings, static finding => finding.Verdict == Verdict.Fault && finding.Fix == "set Discord:ApplicationId to 7");
    }

    [Fact]
    public async Task Check_BotIsNotInTheServer_SaysWhereToInviteIt()
    {
        await using var world = await SetUpAsync(guilds: ["12"]);

        var findings = await world.Get<DiscordCheck>().CheckAsync(default);

        var finding = Assert.Single(findings, static finding => finding.Subject == "discord server 12");
        Assert.Equal(Verdict.Fault, finding.Verdict);
        Assert.Contains("client_id=300000000000000001", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OverwriteTakesAPermissionAway_NamesIt()
    {
        await using var world = await SetUpAsync();
        world.Discord.Reads[$"channels/{FakeDiscord.General}"]!["permission_overwrites"] = new JsonArray(
            new JsonObject { ["id"] = FakeDiscord.Guild, ["type"] = 0, ["allow"] = "0", ["deny"] = $"{(1UL << 11) | (1UL << 35)}" },
            new JsonObject { ["id"] = Bot, ["type"] = 1, ["allow"] = $"{1UL << 11}", ["deny"] = "0" });

        var findings = await world.Get<DiscordCheck>().CheckAsync(default);

        Assert.Contains(findings, static finding => finding.Verdict == Verdict.Fault && finding.Message == "#ai-spend: the bot may not Create Public Threads");
    }

    [Fact]
    public async Task Check_ForumOrUnknownChannel_IsAFault()
    {
        await using var world = await SetUpAsync();
        world.Discord.Reads[$"channels/{FakeDiscord.General}"]!["type"] = 15;
        var forum = await world.Get<DiscordCheck>().CheckAsync(default);
        world.Discord.Reads.Remove($"channels/{FakeDiscord.General}");

        var unknown = await world.Get<DiscordCheck>().CheckAsync(default);

        Assert.Contains(forum, static finding => finding.Verdict == Verdict.Fault && finding.Message == "is no text channel of a server");
        Assert.Contains(unknown, static finding => finding.Verdict == Verdict.Fault && finding.Subject == $"channel discord:{FakeDiscord.General}");
    }

    [Theory]
    [InlineData(false, "0", Verdict.Fault)]
    [InlineData(true, "0", Verdict.Well)]
    [InlineData(false, "131072", Verdict.Well)]
    internal async Task Check_OwnerIsARole_IsWellWhenItCanBePinged(bool mentionable, string extra, Verdict expected)
    {
        await using var world = await SetUpAsync(owner: "discord:&" + DiscordWorld.Role);
        var roles = world.Discord.Reads[$"guilds/{FakeDiscord.Guild}/roles"]!.AsArray();
        roles[0]!["permissions"] = $"{DiscordPermissions.Bits | ulong.Parse(extra, System.Globalization.CultureInfo.InvariantCulture)}";
        roles.Add((JsonNode)new JsonObject { ["id"] = DiscordWorld.Role, ["permissions"] = "0", ["mentionable"] = mentionable });

        var findings = await world.Get<DiscordCheck>().CheckAsync(default);

        Assert.Equal(expected, Assert.Single(findings, static finding => finding.Subject.StartsWith("mention", StringComparison.Ordinal)).Verdict);
    }

    [Fact]
    public async Task Check_OwnerLeftTheServer_IsAFault()
    {
        await using var world = await SetUpAsync();
        world.Discord.Reads.Remove($"guilds/{FakeDiscord.Guild}/members/{DiscordWorld.Dana}");

        var findings = await world.Get<DiscordCheck>().CheckAsync(default);

        Assert.Contains(findings, static finding => finding.Verdict == Verdict.Fault && finding.Message.StartsWith("nobody with the id", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("8", "", true)]
    [InlineData("1024", "", true)]
    [InlineData("1024", "g:0:1024", false)]
    [InlineData("1024", "g:0:1024|r:1024:0", true)]
    [InlineData("1024", "r:1024:0|q:0:1024", true)]
    [InlineData("1024", "r:1024:0|b:0:1024", false)]
    [InlineData("8", "b:0:1024", true)]
    [InlineData("0", "b:1024:0", true)]
    public void Permissions_RolesAndOverwrites_AreAppliedInDiscordsOrder(string everyone, string overwrites, bool sees)
    {
        var roles = Element(new JsonArray(new JsonObject { ["id"] = "g", ["permissions"] = everyone }, new JsonObject { ["id"] = "r", ["permissions"] = "0" }, new JsonObject { ["id"] = "q", ["permissions"] = "0" }));
        var member = Element(new JsonObject { ["user"] = new JsonObject { ["id"] = "b" }, ["roles"] = new JsonArray("r", "q") });
        var channel = Element(new JsonObject
        {
            ["permission_overwrites"] = new JsonArray([.. overwrites.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(static text => text.Split(':')).Select(static parts => (JsonNode)new JsonObject { ["id"] = parts[0], ["allow"] = parts[1], ["deny"] = parts[2] })]),
        });

        Assert.Equal(sees, (DiscordPermissions.In("g", member, roles, channel) & DiscordPermissions.ViewChannel) != 0);
    }

    private static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);

    private static async Task<DiscordWorld> SetUpAsync(string[]? guilds = null, string owner = "discord:" + DiscordWorld.Dana)
    {
        var world = await DiscordWorld.CreateAsync(DiscordWorld.Options with
        {
            Accounts = [DiscordWorld.Account with { Owner = owner }],
            Discord = DiscordWorld.Options.Discord with { GuildIds = guilds ?? [FakeDiscord.Guild] },
        });
        var reads = world.Discord.Reads;
        reads["users/@me"] = new JsonObject { ["id"] = Bot, ["username"] = "spendwall" };
        reads["applications/@me"] = new JsonObject { ["id"] = Bot, ["bot_public"] = false };
        reads["gateway/bot"] = new JsonObject { ["session_start_limit"] = new JsonObject { ["remaining"] = 999 } };
        reads[$"guilds/{FakeDiscord.Guild}"] = new JsonObject { ["id"] = FakeDiscord.Guild, ["name"] = "Acme" };
        reads[$"guilds/{FakeDiscord.Guild}/roles"] = new JsonArray(new JsonObject { ["id"] = FakeDiscord.Guild, ["permissions"] = $"{DiscordPermissions.Bits}" });
        reads[$"guilds/{FakeDiscord.Guild}/members/{Bot}"] = new JsonObject { ["user"] = new JsonObject { ["id"] = Bot }, ["roles"] = new JsonArray() };
        reads[$"guilds/{FakeDiscord.Guild}/members/{DiscordWorld.Dana}"] = new JsonObject { ["user"] = new JsonObject { ["id"] = DiscordWorld.Dana } };
        reads[$"channels/{FakeDiscord.General}"] = new JsonObject { ["id"] = FakeDiscord.General, ["type"] = 0, ["name"] = "ai-spend", ["guild_id"] = FakeDiscord.Guild, ["permission_overwrites"] = new JsonArray() };

        return world;
    }
}
