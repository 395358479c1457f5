using System.Text.Json.Nodes;

namespace Spendwall.Bot.Tests.Host;

/// <summary>Channels of the settings that take nothing, on both platforms, as the running bot tells of them.</summary>
public sealed class BrokenChannelTests
{
    /// <summary>The stand-ins' <c>#board</c>, which the bot may not see.</summary>
    private const string SlackBoard = "slack:G0BOARD";
    private const string DiscordBoard = "discord:1300000000000000103";

    [Fact]
    public async Task Run_ChannelsThatTakeNothing_AreNamedWithTheirRemedyAndTheBotIsReady()
    {
        await using var run = await ChatRun.CreateAsync(["slack:#ai-spend", "slack:#nowhere", SlackBoard, $"discord:{ChatRun.DiscordChannel}", DiscordBoard]);
        string[] reasons = [];

        await run.RunAsync(async app =>
        {
            using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };
            await Deadline.UntilAsync(() => (reasons = Reasons(http)).Count(static reason => reason.StartsWith("channel ", StringComparison.Ordinal)) == 3, "the channels");
        });

        Assert.Contains("channel slack:#nowhere: the bot sees no such channel → create it, or if it is private type /invite @Spendwall in it", reasons);
        Assert.Contains(reasons, static reason => reason.StartsWith($"channel {SlackBoard}: ", StringComparison.Ordinal) && reason.Contains("invite", StringComparison.Ordinal));
        Assert.Contains(reasons, static reason => reason.StartsWith($"channel {DiscordBoard}: ", StringComparison.Ordinal) && reason.Contains("invite it: https://", StringComparison.Ordinal));
    }

    private static string[] Reasons(HttpClient http)
    {
        using var answer = http.Send(new(HttpMethod.Get, "/readyz"));
        Assert.True(answer.IsSuccessStatusCode);
        using var body = answer.Content.ReadAsStream();

        return [.. JsonNode.Parse(body)!["reasons"]!.AsArray().Select(static reason => (string)reason!)];
    }
}
