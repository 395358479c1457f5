using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spendwall.Bot.Tests.Host;

/// <summary>What a script parses when it is refused: one JSON object on standard error and nothing beside it.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("/spend nosuch", 1, "unknown")]
    [InlineData("/budget set openrouter-main nothing", 1, "usage")]
    public async Task Ask_RefusedUnderSettingsWithAWarning_LeavesOneObjectOnStandardError(string line, int code, string kind)
    {
        await using var world = await HostWorld.StartAsync();
        world.WriteSettings(static settings => settings["Accounts"]![0]!["Channels"] = new JsonArray("slack:#ai-spend"));

        var ran = await world.RunAsync("ask", line, "--json");

        Assert.Equal((code, ""), (ran.Code, ran.Output));
        Assert.Equal(kind, JsonDocument.Parse(ran.Error).RootElement.GetProperty("error").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Poll_UnderSettingsWithAWarning_SaysIt()
    {
        await using var world = await HostWorld.StartAsync();
        world.WriteSettings(static settings => settings["Accounts"]![0]!["Channels"] = new JsonArray("slack:#ai-spend"));

        Assert.Contains("that platform is disabled", (await world.RunAsync("poll")).Error, StringComparison.Ordinal);
    }
}
