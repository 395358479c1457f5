using System.Globalization;

namespace Spendwall.Bot.Sandbox.Slack.World;

/// <summary>Message ids: seconds since 1970, a point and six digits, each later than the one before.</summary>
internal sealed class SlackTs(TimeProvider clock)
{
    private readonly Lock gate = new();
    private long last;

    public string Next()
    {
        lock (gate)
        {
            last = Math.Max(last + 1, Micros(clock.GetUtcNow()));

            return Text(last);
        }
    }

    public static string Of(DateTimeOffset instant) => Text(Micros(instant));

    private static long Micros(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static string Text(long micros) =>
        string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000}.{micros % 1_000_000:000000}");
}
