using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Conversations;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Host;
using Spendwall.Bot.Tests.Alerts;
using Spendwall.Bot.Tests.Chat.Discord;
using Spendwall.Bot.Tests.Chat.Slack;

namespace Spendwall.Bot.Tests.Chat.Ladder;

/// <summary>Every command is refused for every rung below its own, on every platform, and changes nothing then.</summary>
public sealed class LadderTests
{
    private static readonly SpendwallOptions Options = new()
    {
        Accounts =
        [
            Outlooks.Account with { Owner = null, Channels = ["slack:#elsewhere"], ApiKey = new("key") },
            Outlooks.Metered with { Owner = null, MonthlyBudget = null, Channels = ["slack:#elsewhere"], ApiKey = new("key") },
        ],
        FallbackChannel = "slack:#elsewhere",
    };

    [Fact]
    public async Task Slack_EveryLowerRung_IsRefused()
    {
        await using var world = await SlackWorld.CreateAsync(Options with { Slack = new() { Enabled = true } });
        await LadderRows.PlantAsync(world.Services, static rung => $"slack:{Person(rung)}");

        await LadderRows.TryAsync(
            world.Services,
            static rung => new($"slack:{Person(rung)}", [], false, $"slack:{FakeSlack.Team}/{FakeSlack.General}"),
            async (line, rung) =>
            {
                await world.TypeAsync("/spendwall", line.TrimStart('/'), Person(rung));
                var told = world.Slack.Responses[^1].Body;
                Assert.Equal("ephemeral", (string?)told["response_type"]);

                return Text(told);
            });
    }

    [Fact]
    public async Task Discord_EveryLowerRung_IsRefused()
    {
        await using var world = await DiscordWorld.CreateAsync(Options with { Discord = new() { Enabled = true, ApplicationId = "300000000000000001", Token = new("token") }, FallbackChannel = "discord:9" });
        await LadderRows.PlantAsync(world.Services, static rung => $"discord:{Snowflake(rung)}");

        await LadderRows.TryAsync(
            world.Services,
            static rung => new($"discord:{Snowflake(rung)}", [], false, $"discord:{FakeDiscord.General}"),
            async (line, rung) =>
            {
                // A press runs a line as if it was typed.
                var button = new JsonObject { ["type"] = 2, ["custom_id"] = new ChatPress(null, 0, line).ToJson() };
                await world.PressAsync(button, user: Snowflake(rung));

                return Text(world.Discord.Responses[^1].Body!);
            });
    }

    [Fact]
    public async Task Terminal_AskAs_EveryLowerRung_IsRefused()
    {
        // The file is the Slack world's; what is asked is a process of its own beside it.
        await using var world = await SlackWorld.CreateAsync(Options with { Slack = new() { Enabled = true } });
        await LadderRows.PlantAsync(world.Services, static rung => $"slack:{Person(rung)}");
        string folder = world.Folder;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "appsettings.json"),
            """
            {"Spendwall":{"Accounts":[{"Name":"openrouter-main","Provider":"OpenRouter","ApiKey":"sk-or-v1-k","Channels":["slack:#elsewhere"]},{"Name":"openai-acme","Provider":"OpenAI","ApiKey":"sk-admin-k","Channels":["slack:#elsewhere"]}],
            "FallbackChannel":"slack:#elsewhere","Slack":{"Enabled":true,"BotToken":"xoxb-1","AppToken":"xapp-1"}}}
            """);

        await LadderRows.TryAsync(
            world.Services,
            static rung => new($"slack:{Person(rung)}", [], false, "terminal"),
            async (line, rung) =>
            {
                using var output = new StringWriter();
                using var error = new StringWriter();
                var process = BotProcess.Current() with { Out = output, Error = error, Clock = world.Clock, Transport = world.Clock, CurrentDirectory = folder, Interactive = false };
                int code = await SpendwallBot.MainAsync(["ask", line, "--json", "--as", $"slack:{Person(rung)}"], process);
                Assert.Equal((1, ""), (code, output.ToString()));
                var refusal = JsonNode.Parse(error.ToString().Split('\n').First(static row => row.StartsWith('{')))!;
                Assert.Equal("permission", (string?)refusal["error"]!["kind"]);

                return (string)refusal["error"]!["fix"]!;
            });
    }

    private static string Person(AccessLevel rung) => $"U0{rung.ToString().ToUpperInvariant()}";

    private static string Snowflake(AccessLevel rung) => $"50000000000000100{(int)rung}";

    /// <summary>All the texts of a message.</summary>
    private static string Text(JsonNode node) => node switch
    {
        JsonObject json => string.Join('\n', json.Where(static pair => pair.Value is not null).Select(static pair => Text(pair.Value!))),
        JsonArray list => string.Join('\n', list.Where(static item => item is not null).Select(static item => Text(item!))),
        _ => node.ToString(),
    };
}
