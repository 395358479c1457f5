using Spendwall.Bot.Sandbox.Discord;
using Spendwall.Bot.Sandbox.Slack;
using Spendwall.Bot.Tests.Chat.Discord;
using Spendwall.Bot.Tests.Chat.Slack;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Chat.Story;

/// <summary>Everything that the bot sent to a platform in a story, held against what the platform publishes.</summary>
internal static class StoryContract
{
    private static readonly Dictionary<int, string> Frames = new() { [1] = "GatewayHeartbeat", [2] = "GatewayIdentify", [6] = "GatewayResume" };

    private static readonly JsonSchemaLite? Gateway = SharedFolder.Find("contracts", "discord-gateway-send.schema.json") is { } path ? JsonSchemaLite.Load(path) : null;

    /// <summary>The app-level token's method is on no method page of the document.</summary>
    public static IReadOnlyList<string> Faults(SlackStandIn slack)
    {
        var calls = slack.Calls.Where(static call => call.Method != "apps.connections.open").ToList();
        Assert.Contains(calls, static call => call.Method == "chat.postMessage");
        Assert.Contains(calls, static call => call.Method == "chat.update");

        return [.. calls.SelectMany(static call => SlackContract.Received(call.Method, call.Arguments)), .. slack.Answers.SelectMany(SlackContract.Response)];
    }

    public static IReadOnlyList<string> Faults(DiscordStandIn discord)
    {
        Assert.Contains(discord.Calls, static call => call.Path.EndsWith("/messages", StringComparison.Ordinal));
        var frames = discord.Gateway.Connections.SelectMany(static connection => connection.Heard).ToList();
        Assert.Contains(frames, static frame => (int?)frame["op"] == 2);

        return
        [
            .. discord.Calls.SelectMany(static call => DiscordContract.Call(call.Method, call.Path.TrimStart('/'), call.Body)),
            .. frames.Where(static frame => !Frames.ContainsKey((int)frame["op"]!)).Select(static frame => $"nobody asked for op {frame["op"]}"),
            .. frames.Where(static frame => Gateway is not null && Frames.ContainsKey((int)frame["op"]!)).SelectMany(static frame => Gateway!.Check(Frames[(int)frame["op"]!], frame)),
        ];
    }
}
