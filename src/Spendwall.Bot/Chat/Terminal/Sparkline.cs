namespace Spendwall.Bot.Chat.Terminal;

/// <summary>A series as one character a value: zero is the lowest bar, unknown a dot.</summary>
public static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    public static string Of(IReadOnlyList<double?> values)
    {
        double top = values.OfType<double>().Where(double.IsFinite).DefaultIfEmpty(0).Max();

        return string.Concat(values.Select(value => value is { } known && double.IsFinite(known) ? Bar(known, top) : '·'));
    }

    private static char Bar(double value, double top) =>
        top <= 0 ? Bars[0] : Bars[Math.Clamp((int)Math.Round(value / top * (Bars.Length - 1), MidpointRounding.AwayFromZero), 0, Bars.Length - 1)];
}
