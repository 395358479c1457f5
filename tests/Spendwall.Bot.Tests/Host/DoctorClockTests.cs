namespace Spendwall.Bot.Tests.Host;

/// <summary>A clock that is wrong makes wrong hours and refused signatures: the doctor compares it with the providers'.</summary>
public sealed class DoctorClockTests
{
    [Theory]
    [InlineData(600, @"6\d\d s ahead")]
    [InlineData(-600, @"5\d\d s behind")]
    public async Task Doctor_AClockThatIsWrong_IsAFaultThatNamesTheFix(int seconds, string said)
    {
        await using var world = await HostWorld.StartAsync();
        world.OwnClock = new StepClock(HostWorld.Now.AddSeconds(seconds), TimeSpan.FromSeconds(1));

        var ran = await world.RunAsync("doctor");

        Assert.NotEqual(0, ran.Code);
        Assert.Matches($"this machine is {said}", ran.Output);
        Assert.Contains("NTP", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_AClockAMinuteOff_IsWell()
    {
        await using var world = await HostWorld.StartAsync();
        world.OwnClock = new StepClock(HostWorld.Now.AddSeconds(-60), TimeSpan.FromSeconds(1));

        var ran = await world.RunAsync("doctor");

        Assert.Equal(0, ran.Code);
        Assert.Contains("agrees with the provider's", ran.Output, StringComparison.Ordinal);
    }
}
