namespace Spendwall.Bot.Tests.Host;

/// <summary>
/// Waits for an effect in another process or thread, as long as it takes up to a limit that only a fault reaches. A machine
/// that is busy with something else does not use the limit up: of the time between two looks only a little counts.
/// </summary>
internal static class Deadline
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>What passes between two looks on a machine with time for us.</summary>
    private static readonly TimeSpan MostCounted = TimeSpan.FromMilliseconds(50);

    /// <param name="seconds">Of a machine with time for us.</param>
    public static async Task UntilAsync(Func<bool> effect, string what, int seconds = 30)
    {
        var waited = TimeSpan.Zero;
        while (!effect())
        {
            Assert.True(waited < TimeSpan.FromSeconds(seconds), $"{what} did not come within {seconds} s");
            long looked = TimeProvider.System.GetTimestamp();
            await Task.Delay(LookEvery, TimeProvider.System);
            var passed = TimeProvider.System.GetElapsedTime(looked);
            waited += passed < MostCounted ? passed : MostCounted;
        }
    }
}
