namespace Spendwall.Bot.Chat.Wire;

/// <summary>The waits before a connection is tried again.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>At once, then 1 s doubled up to a minute, each between a half and the whole of it; without end.</summary>
    public static IEnumerable<TimeSpan> Sequence(Func<double> random)
    {
        yield return TimeSpan.Zero;
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait * 2 < Longest ? wait * 2 : Longest)
        {
            yield return wait * (0.5 + (0.5 * random()));
        }
    }
}
