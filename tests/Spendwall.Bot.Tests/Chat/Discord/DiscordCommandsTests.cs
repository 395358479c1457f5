using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Commands.Parsing;
using Spendwall.Bot.Chat.Discord;
using Spendwall.Bot.Chat.Discord.Commands;
using Spendwall.Bot.Chat.Discord.Registration;
using Spendwall.Bot.Host;
using Spendwall.Bot.Tests.Chat.Wire;

namespace Spendwall.Bot.Tests.Chat.Discord;

public sealed class DiscordCommandsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_Catalogue_FitsDiscordsRules(bool isGlobal)
    {
        await using var world = await DiscordWorld.CreateAsync();
        var specs = world.Get<CommandCatalogue>().Specs;

        var commands = DiscordCommands.Of(specs, isGlobal);

        Assert.Equal(specs.Select(static spec => spec.Name), commands.Select(static command => (string?)command!["name"]));
        Assert.Empty(DiscordContract.Call("PUT", isGlobal ? "applications/1/commands" : "applications/1/guilds/2/commands", commands));
        Assert.All(commands, command => Assert.Equal(isGlobal, command!["contexts"] is not null));
    }

    [Fact]
    public async Task Of_CommandWithVerbs_AsksForEachWordByName()
    {
        await using var world = await DiscordWorld.CreateAsync();
        var commands = DiscordCommands.Of(world.Get<CommandCatalogue>().Specs, isGlobal: false);

        var set = commands.Single(static command => (string?)command!["name"] == "owner")!["options"]!.AsArray().Single(static option => (string?)option!["name"] == "set")!["options"]!.AsArray();
        var scope = set.Single(static option => (string?)option!["name"] == "scope")!;
        var who = set.Single(static option => (string?)option!["name"] == "who")!;
        Assert.True((bool)scope["required"]! && (bool)scope["autocomplete"]!);
        Assert.Equal(9, (int)who["type"]!);
        var list = commands.Single(static command => (string?)command!["name"] == "budget")!["options"]!.AsArray().Single(static option => (string?)option!["name"] == "list")!;
        Assert.Null(list["options"]);
        var by = commands.Single(static command => (string?)command!["name"] == "spend")!["options"]!.AsArray().Single(static option => (string?)option!["name"] == "by")!;
        Assert.Contains(by["choices"]!.AsArray(), static choice => (string?)choice!["value"] == "model");
        var alerts = commands.Single(static command => (string?)command!["name"] == "alerts")!["options"]!.AsArray();
        Assert.Equal(["mine", "all"], alerts[0]!["choices"]!.AsArray().Select(static choice => (string?)choice!["value"]));
    }

    [Fact]
    public async Task AreSame_WhatDiscordKeeps_IsTheSameUntilSomethingChanges()
    {
        await using var world = await DiscordWorld.CreateAsync();
        var wanted = DiscordCommands.Of(world.Get<CommandCatalogue>().Specs, isGlobal: false);
        IDiscordApi api = world.Discord;
        await api.CallAsync(HttpMethod.Put, "applications/1/guilds/2/commands", wanted.DeepClone(), default);

        var kept = await api.CallAsync(HttpMethod.Get, "applications/1/guilds/2/commands", null, default);
        var other = (JsonArray)wanted.DeepClone();
        other[3]!["description"] = "Something else";
        var fewer = (JsonArray)wanted.DeepClone();
        fewer.RemoveAt(0);

        Assert.True(DiscordRegistration.AreSame(wanted, kept));
        Assert.False(DiscordRegistration.AreSame(other, kept));
        Assert.False(DiscordRegistration.AreSame(fewer, kept));
        Assert.False(DiscordRegistration.AreSame(wanted, default));
    }

    [Fact]
    public async Task Ready_CommandsAreThere_NothingIsPut()
    {
        await using var world = await DiscordWorld.CreateAsync();

        await ReadyAsync(world);
        int first = world.Discord.To("PUT", "commands").Count();
        await ReadyAsync(world);

        Assert.Equal(1, first);
        Assert.Single(world.Discord.To("PUT", "applications/300000000000000001/commands"));
        Assert.Equal(2, world.Discord.To("GET", "commands").Count());
    }

    [Fact]
    public async Task Ready_ServersAreNamed_CommandsAreTheirsAndNowhereElse()
    {
        await using var world = await DiscordWorld.CreateAsync(DiscordWorld.Options with { Discord = DiscordWorld.Options.Discord with { GuildIds = ["11", "12"] } });
        IDiscordApi api = world.Discord;
        await api.CallAsync(HttpMethod.Put, "applications/300000000000000001/commands", DiscordCommands.Of(world.Get<CommandCatalogue>().Specs, isGlobal: true), default);

        await ReadyAsync(world);

        var puts = world.Discord.To("PUT", "commands").Skip(1).ToList();
        Assert.Equal(["applications/300000000000000001/guilds/11/commands", "applications/300000000000000001/guilds/12/commands", "applications/300000000000000001/commands"], puts.Select(static put => put.Path));
        Assert.Empty(puts[2].Body!.AsArray());
    }

    [Fact]
    public async Task Ready_ServersAreNamedNoMore_TheirOwnCommandsGo()
    {
        await using var world = await DiscordWorld.CreateAsync();
        IDiscordApi api = world.Discord;
        const string own = $"applications/300000000000000001/guilds/{FakeDiscord.Guild}/commands";
        await api.CallAsync(HttpMethod.Put, own, DiscordCommands.Of(world.Get<CommandCatalogue>().Specs, isGlobal: false), default);
        world.Discord.Reads["users/@me/guilds"] = new JsonArray(new JsonObject { ["id"] = FakeDiscord.Guild });

        await ReadyAsync(world);
        await ReadyAsync(world);

        var puts = world.Discord.To("PUT", "commands").Skip(1).ToList();
        Assert.Equal(["applications/300000000000000001/commands", own], puts.Select(static put => put.Path));
        Assert.Empty(puts[1].Body!.AsArray());
    }

    [Fact]
    public async Task Ready_DiscordFailsForAWhile_IsTriedAgain()
    {
        await using var world = await DiscordWorld.CreateAsync();
        int failures = 2;
        world.Discord.Before = (_, _) =>
        {
            if (failures-- > 0)
            {
                throw FakeDiscord.Error(DiscordFailure.Transient);
            }
        };

        await world.Get<IDiscordHandler>().HandleAsync(new DiscordInbound.Ready(0, "300000000000000001", "2", Resumed: false), default);
        var work = world.Get<DiscordRegistrar>().IdleAsync();
        foreach (int seconds in new[] { 30, 60 })
        {
            // The wait before the next try.
            while (world.Clock.TimerCount < 1)
            {
                await Task.Yield();
            }

            world.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await work;

        Assert.Single(world.Discord.To("PUT", "commands"));
    }

    [Fact]
    public async Task Ready_DiscordFailsForAnHour_IsRegisteredAfterIt()
    {
        await using var world = await DiscordWorld.CreateAsync();
        var until = world.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        world.Discord.Before = (_, _) =>
        {
            if (world.Clock.GetUtcNow() < until)
            {
                throw FakeDiscord.Error(DiscordFailure.Transient);
            }
        };

        await world.Get<IDiscordHandler>().HandleAsync(new DiscordInbound.Ready(0, "300000000000000001", "2", Resumed: false), default);
        await world.Work.IdleAsync(DiscordWork.Limits).WaitAsync(TimeSpan.FromSeconds(10));
        var registered = world.Get<DiscordRegistrar>().IdleAsync();
        while (!registered.IsCompleted)
        {
            if (world.Clock.TimerCount > 0)
            {
                world.Clock.Advance(TimeSpan.FromMinutes(5));
            }

            await Task.Yield();
        }

        Assert.Single(world.Discord.To("PUT", "commands"));
    }

    [Fact]
    public async Task Ready_TheBotStopsWhileDiscordFails_NothingGoesOn()
    {
        await using var world = await DiscordWorld.CreateAsync();
        world.Discord.Before = static (_, _) => throw FakeDiscord.Error(DiscordFailure.Transient);
        await world.Get<IDiscordHandler>().HandleAsync(new DiscordInbound.Ready(0, "300000000000000001", "2", Resumed: false), default);
        var registered = world.Get<DiscordRegistrar>().IdleAsync();

        await world.Get<DiscordRegistrar>().StopAsync(default);

        Assert.True(registered.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData("spend", null, """[{"type":3,"name":"period","value":"week"},{"type":3,"name":"scope","value":"openai"},{"type":3,"name":"by","value":"model"}]""", "spend openai week by:model")]
    [InlineData("owner", null, """[{"type":1,"name":"list"}]""", "owner list")]
    [InlineData("alerts", null, """[{"type":3,"name":"which","value":"mine"}]""", "alerts mine")]
    [InlineData("alerts", null, "[]", "alerts")]
    [InlineData("credits", null, """[{"type":1,"name":"add","options":[{"type":10,"name":"usd","value":500.5},{"type":3,"name":"account","value":"openrouter"},{"type":3,"name":"bought","value":"1 Nov \"2026\""}]}]""", "credits add openrouter 500.5 bought:\"1 Nov 2026\"")]
    [InlineData("snooze", null, """[{"type":3,"name":"duration","value":"4h"},{"type":3,"name":"worse-by","value":"20%"}]""", "snooze 4h worse-by:20%")]
    [InlineData("map", null, """[{"type":1,"name":"set","options":[{"type":3,"name":"key","value":"batch-7"},{"type":3,"name":"team","value":"search"}]}]""", "map set key:batch-7 team:search")]
    [InlineData("owner", """{"users":{"5":{"username":"dana","global_name":"Dana K."}}}""", """[{"type":1,"name":"set","options":[{"type":9,"name":"who","value":"5"},{"type":3,"name":"scope","value":"openai"}]}]""", "owner set openai <@5|@Dana-K.>")]
    [InlineData("owner", """{"roles":{"6":{"name":"ML <team>"}}}""", """[{"type":1,"name":"set","options":[{"type":9,"name":"who","value":"6"},{"type":3,"name":"scope","value":"openai"}]}]""", "owner set openai <@&6>")]
    public async Task CommandText_WhatWasChosen_IsTheLineThatEveryPlatformHas(string name, string? resolved, string options, string line)
    {
        await using var world = await DiscordWorld.CreateAsync();
        var data = new JsonObject { ["name"] = name, ["options"] = JsonNode.Parse(options), ["resolved"] = resolved is null ? null : JsonNode.Parse(resolved) };
        var catalogue = world.Get<CommandCatalogue>();

        string text = DiscordCommandText.Of(JsonSerializer.SerializeToElement(data), catalogue);

        Assert.Equal(line, text);
        Assert.IsType<CommandLine.Understood>(CommandLine.Parse(text, catalogue));
    }

    [Fact]
    public async Task Manifest_WithoutAnySettings_PrintsAnArrayAndTheInvite()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var process = BotProcess.Current() with { Out = output, Error = error, Environment = new Dictionary<string, string>(), Interactive = false };

        int code = await SpendwallBot.MainAsync(["manifest", "discord", "--application-id", "300000000000000001"], process);

        Assert.Equal(0, code);
        Assert.Contains(JsonNode.Parse(output.ToString())!.AsArray(), static command => (string?)command!["name"] == "runway");
        Assert.Contains("https://discord.com/oauth2/authorize?client_id=300000000000000001&scope=bot+applications.commands&permissions=309237763072", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task ReadyAsync(DiscordWorld world)
    {
        await world.Get<IDiscordHandler>().HandleAsync(new DiscordInbound.Ready(0, "300000000000000001", "2", Resumed: false), default);
        await world.Get<DiscordRegistrar>().IdleAsync();
    }
}
