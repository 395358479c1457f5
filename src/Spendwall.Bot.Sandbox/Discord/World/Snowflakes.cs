using System.Globalization;

namespace Spendwall.Bot.Sandbox.Discord.World;

/// <summary>Ids that carry their time: milliseconds since 2015 above 22 bits. https://docs.discord.com/developers/reference#snowflakes</summary>
internal sealed class Snowflakes(TimeProvider clock)
{
    private const long Epoch = 1_420_070_400_000;
    private const int TimeShift = 22;

    private readonly Lock gate = new();
    private ulong last;

    /// <summary>Larger than every one before, also when the clock stands still.</summary>
    public string Next()
    {
        lock (gate)
        {
            ulong now = (ulong)(clock.GetUtcNow().ToUnixTimeMilliseconds() - Epoch) << TimeShift;
            last = Math.Max(now, last + 1);

            return last.ToString(CultureInfo.InvariantCulture);
        }
    }

    public static bool IsOne(string? text) => text is { Length: >= 17 and <= 20 } && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    public static ulong Parse(string id) => ulong.Parse(id, CultureInfo.InvariantCulture);
}
