using System.Text.Json;
using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Sandbox.Discord;

public sealed class DiscordCommandTests : IAsyncLifetime, IDisposable
{
    private const string Global = $"applications/{DiscordIdentity.Application}/commands";
    private const string Guild = $"applications/{DiscordIdentity.Application}/guilds/{DiscordIdentity.Guild}/commands";

    private readonly ManualClock clock = new(new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
    private DiscordStandIn discord = null!;
    private DiscordTestClient client = null!;

    public async Task InitializeAsync()
    {
        discord = await DiscordStandIn.StartAsync(clock, new() { KeepRates = false }, clock);
        client = new(discord);
    }

    public async Task DisposeAsync() => await discord.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Overwrite_KeepsTheIdsOfNamesThatStay()
    {
        var first = await client.CallAsync("PUT", Guild, new[] { Plain("runway"), Plain("spend") });
        var second = await client.CallAsync("PUT", Guild, new[] { Plain("spend", "Another text"), Plain("alerts") });
        var listed = await client.CallAsync("GET", Guild);

        Assert.Equal(["spend", "alerts"], listed.EnumerateArray().Select(static command => command.GetProperty("name").GetString()));
        Assert.Equal(first[1].GetProperty("id").GetString(), second[0].GetProperty("id").GetString());
        Assert.NotEqual(first[1].GetProperty("version").GetString(), second[0].GetProperty("version").GetString());
        Assert.Equal((3, 2), (discord.World.Commands.Created, discord.World.Commands.Overwrites));
        Assert.Equal(0, (await client.CallAsync("GET", Global)).GetArrayLength());
    }

    [Fact]
    public async Task Global_AnswersTheDefaultsThatWereNotSaid_AndIsHiddenByTheGuilds()
    {
        var global = (await client.CallAsync("PUT", Global, new[] { Plain("runway") }))[0];
        await client.CallAsync("PUT", Guild, new[] { Plain("runway", "The guild's") });

        Assert.Equal((1, JsonValueKind.Null, 0), (global.GetProperty("type").GetInt32(), global.GetProperty("default_member_permissions").ValueKind, global.GetProperty("integration_types")[0].GetInt32()));
        Assert.Equal("The guild's", (string?)Assert.Single(discord.World.Commands.Visible)["description"]);
    }

    [Fact]
    public async Task Overwrite_EveryRuleHasItsPlace()
    {
        object Option(int type, string name, bool required = false) => new { type, name, description = "x", required };
        var faults = await client.FaultsAsync("PUT", Guild, new object[]
        {
            Plain("Upper"),
            new { name = "two words", description = new string('x', 101) },
            new { name = "a", description = "x", options = new[] { Option(3, "one"), Option(3, "two", required: true), Option(3, "one") } },
            new { name = "b", description = "x", options = new object[] { Option(1, "sub"), Option(3, "text") } },
            new { name = "c", description = "x", options = new object[] { new { type = 3, name = "d", description = "x", autocomplete = true, choices = new[] { new { name = "e", value = "f" } } } } },
            Plain("a"),
            new { name = "g", description = "x", options = Enumerable.Range(0, 26).Select(number => Option(3, $"o{number}")) },
        });

        Assert.Equal(
            [
                "0.name: APPLICATION_COMMAND_INVALID_NAME", "1.name: APPLICATION_COMMAND_INVALID_NAME", "1.description: BASE_TYPE_BAD_LENGTH",
                "2.options.1: APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "2.options.2: APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                "3.options.1.type: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "4.options.0.autocomplete: APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
                "5: APPLICATION_COMMANDS_DUPLICATE_NAME", "6.options: BASE_TYPE_BAD_LENGTH",
            ],
            faults);
        Assert.Empty(discord.World.Commands.In(DiscordIdentity.Guild));
    }

    [Fact]
    public async Task Guild_ThatTheBotIsNotIn_IsMissingAccess()
    {
        Assert.Equal((403, 50001), await client.RefusedAsync("PUT", $"applications/{DiscordIdentity.Application}/guilds/1300000000000000999/commands", Array.Empty<object>()));
        await client.ControlAsync("bot", new { is_member = false });
        Assert.Equal((403, 50001), await client.RefusedAsync("GET", Guild));
        Assert.Equal((404, 10004), await client.RefusedAsync("GET", $"guilds/{DiscordIdentity.Guild}"));
        Assert.Equal((404, 10002), await client.RefusedAsync("GET", "applications/1300000000000000999/commands"));
    }

    [Fact]
    public async Task Overwrite_TwoHundredNewNamesADay()
    {
        await client.CallAsync("PUT", Guild, Enumerable.Range(0, 100).Select(static number => Plain($"a{number}")));
        await client.CallAsync("PUT", Guild, Enumerable.Range(0, 100).Select(static number => Plain($"b{number}")));

        Assert.Equal((400, 30034), await client.RefusedAsync("PUT", Guild, new[] { Plain("c") }));
    }

    private static object Plain(string name, string description = "x") => new { name, description };
}
