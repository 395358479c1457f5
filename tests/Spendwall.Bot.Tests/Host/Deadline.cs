namespace Spendwall.Bot.Tests.Host;

/// <summary>Waits for an effect in another process or thread, as long as it takes up to a limit that only a fault reaches.</summary>
internal static class Deadline
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    public static async Task UntilAsync(Func<bool> effect, string what, int seconds = 30)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!effect())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(seconds), $"{what} did not come within {seconds} s");
            await Task.Delay(LookEvery, TimeProvider.System);
        }
    }
}
