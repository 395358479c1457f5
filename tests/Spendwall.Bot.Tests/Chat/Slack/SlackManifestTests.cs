using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Chat.Slack.Commands;
using Spendwall.Bot.Chat.Slack.Manifest;
using Spendwall.Bot.Host;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Slack;

public sealed class SlackManifestTests
{
    /// <summary>Slack's built-in commands; kept here by hand so that nobody shortens the product's list by accident.</summary>
    private static readonly string[] BuiltIn =
    [
        "active", "apps", "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed", "feedback", "help", "huddle", "invite", "join", "kick", "leave", "me", "msg", "mute",
        "open", "prefs", "remind", "remove", "rename", "search", "shortcuts", "shrug", "star", "status", "topic", "who",
    ];

    [Fact]
    public async Task ShortForms_OfTheCatalogue_AreNoneOfSlacksOwn()
    {
        await using var world = await SlackWorld.CreateAsync();

        var names = SlackManifest.ShortForms(world.Get<CommandCatalogue>().Specs).Select(static command => command.Name).ToList();

        Assert.Empty(names.Intersect(BuiltIn));
        Assert.Empty(BuiltIn.Except(SlackCommandText.Reserved));
        Assert.Contains("runway", names);
        Assert.DoesNotContain("status", names);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://spendwall.example.com/")]
    public async Task Of_Catalogue_FitsSlacksSchema(string? url)
    {
        await using var world = await SlackWorld.CreateAsync();
        var manifest = SlackManifest.Of(world.Get<CommandCatalogue>().Specs, url is null ? null : new Uri(url));

        Assert.Equal(url is null, (bool)manifest["settings"]!["socket_mode_enabled"]!);
        Assert.All(manifest["features"]!["slash_commands"]!.AsArray(), command =>
        {
            Assert.True((bool)command!["should_escape"]!);
            Assert.Equal(url is null ? null : "https://spendwall.example.com/slack/commands", (string?)command["url"]);
        });
        if (SharedFolder.Find("contracts", "slack-manifest.schema.2.0.0.json") is { } path)
        {
            Assert.Empty(JsonSchemaLite.Load(path).Check(manifest));
        }
    }

    [Fact]
    public void Schema_ManifestWithAFault_SaysSo()
    {
        if (SharedFolder.Find("contracts", "slack-manifest.schema.2.0.0.json") is not { } path)
        {
            return;
        }

        var manifest = SlackManifest.Of([], null);
        manifest["display_information"]!["name"] = new string('x', 36);
        manifest["features"]!["slash_commands"]![0]!["colour"] = "red";

        Assert.Equal(2, JsonSchemaLite.Load(path).Check(manifest).Count);
    }

    [Fact]
    public async Task Verb_WithoutAnySettings_PrintsTheManifestAndTheLink()
    {
        var (code, output, error) = await RunAsync("manifest", "slack");

        Assert.Equal(0, code);
        Assert.Equal("/spendwall", (string?)JsonNode.Parse(output)!["features"]!["slash_commands"]![0]!["command"]);
        Assert.Contains("https://api.slack.com/apps?new_app=1&manifest_json=%7B", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--url", "http://spendwall.example.com")]
    public async Task Verb_HttpWithoutAnHttpsAddress_IsRefused(params string[] more)
    {
        var (code, output, error) = await RunAsync(["manifest", "slack", "--mode", "http", .. more]);

        Assert.NotEqual(0, code);
        Assert.Empty(output);
        Assert.Contains("--url", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_HttpWithAnAddress_NamesEveryPath()
    {
        var (_, output, _) = await RunAsync("manifest", "slack", "--mode", "http", "--url", "https://bot.example.com/base");

        var settings = JsonNode.Parse(output)!["settings"]!;
        Assert.Equal("https://bot.example.com/base/slack/events", (string?)settings["event_subscriptions"]!["request_url"]);
        Assert.Equal("https://bot.example.com/base/slack/interactions", (string?)settings["interactivity"]!["request_url"]);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var process = BotProcess.Current() with { Out = output, Error = error, Environment = new Dictionary<string, string>(), Interactive = false };
        int code = await SpendwallBot.MainAsync(arguments, process);

        return (code, output.ToString(), error.ToString());
    }
}
