using System.Text.Json;
using Spendwall.Bot.Tests.Sandbox;

namespace Spendwall.Bot.Tests.Host;

/// <summary>From the first promise to its grade, through HTTP, rounds that are processes of their own, and the command.</summary>
public sealed class GradeTests
{
    /// <summary>
    /// Two promises are made before the money is gone. It is topped up after a day and both are followed all the same, so
    /// what they are held to is when the traffic had used what was there.
    /// </summary>
    [Fact]
    public async Task Rounds_OverSimulatedDays_EndThePromisesWhereTheTrafficDid()
    {
        await using var world = await HostWorld.StartAsync(hoursLeft: 40);
        world.WriteSettings(HostWorld.Router, static _ => { });
        decimal credits = SandboxData.Days(14).UsdUntil(HostWorld.Now) + CreditsFor(40);
        await world.RunAsync("poll");
        var before = await ScoreAsync(world);
        for (int round = 0; round < 20; round++)
        {
            world.Steps.Advance(TimeSpan.FromHours(round < 8 ? 3 : 2));
            if (round == 8)
            {
                world.OpenRouter.TopUp(500);
            }

            var ran = await world.RunAsync("poll");
            Assert.True(ran.Code == 0, ran.Error);
        }

        var after = await ScoreAsync(world);

        Assert.Equal((0, 1), (before.GetProperty("promises").GetInt32(), before.GetProperty("open").GetInt32()));

        // The third day's promise is of the money after the top-up, and open.
        Assert.Equal((2, 2, 1, 0), (Int(after, "promises"), Int(after, "topped_up"), Int(after, "open"), Int(after, "void")));
        await using var reader = await world.ReadAsync();
        var ends = await reader.PromisesAsync(CancellationToken.None);
        var emptyAt = Enumerable.Range(0, 200).Select(static hour => HostWorld.Now.AddHours(hour)).First(hour => SandboxData.Days(14).UsdUntil(hour) >= credits);
        Assert.All(ends.Where(static promise => promise.DecidedAt is not null), promise => Assert.InRange(promise.DecidedAt!.Value, emptyAt.AddHours(-4), emptyAt.AddHours(1)));
    }

    private static decimal CreditsFor(int hours) =>
        SandboxData.Days(14).Between(HostWorld.Now.AddHours(-24), HostWorld.Now).Sum(static slice => slice.Amounts.Usd) / 24 * hours;

    private static async Task<JsonElement> ScoreAsync(HostWorld world)
    {
        var ran = await world.RunAsync("ask", "/forecast score", "--json");
        Assert.True(ran.Code == 0, ran.Error);

        return ran.Json.GetProperty("data").GetProperty("runway");
    }

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
