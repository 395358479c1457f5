using System.Globalization;
using System.Security;
using System.Text;

namespace Spendwall.Bot.Chat.Charts;

/// <summary>A short series as bars in SVG: oldest left; what is unknown is a gap with a dot, never a zero. Pure.</summary>
internal static class SparkSvg
{
    public const int Width = 800;

    public const int Height = 300;

    private const int Left = 72;
    private const int Right = 24;
    private const int Top = 56;
    private const int Bottom = 40;
    private const int MostBars = 90;
    private const int LongestCaption = 90;

    /// <returns>Null when fewer than two points are known.</returns>
    public static string? Draw(ChatBlock.Spark spark)
    {
        var values = spark.Values.Select(static value => value is { } known && double.IsFinite(known) ? value : null).TakeLast(MostBars).ToList();
        var known = values.OfType<double>().ToList();
        if (known.Count < 2)
        {
            return null;
        }

        double step = NiceStep((Math.Max(known.Max(), 0) - Math.Min(known.Min(), 0)) / 4);
        double top = Math.Ceiling(Math.Max(known.Max(), 0) / step) * step;
        double bottom = Math.Floor(Math.Min(known.Min(), 0) / step) * step;
        if (top <= bottom)
        {
            top = bottom + step;
        }

        double plot = Height - Top - Bottom;
        double Y(double value) => Top + ((top - value) / (top - bottom) * plot);

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{Height}" viewBox="0 0 {Width} {Height}" font-family="DejaVu Sans" font-size="13" fill="#334155">""")
            .Append("""<rect width="100%" height="100%" fill="#ffffff"/>""")
            .Append(CultureInfo.InvariantCulture, $"""<text x="16" y="30" font-size="16" font-weight="bold" fill="#0f172a">{Caption(spark.Caption)}</text>""");
        for (double value = bottom; value <= top + (step / 2); value += step)
        {
            bool isZero = Math.Abs(value) < step / 1000;
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{Left}" x2="{Width - Right}" y1="{Y(value):F1}" y2="{Y(value):F1}" stroke="{(isZero ? "#94a3b8" : "#e2e8f0")}"/>""")
                .Append(CultureInfo.InvariantCulture, $"""<text x="{Left - 8}" y="{Y(value) + 4:F1}" text-anchor="end">{Axis(value, step)}</text>""");
        }

        double slot = (double)(Width - Left - Right) / values.Count;
        for (int at = 0; at < values.Count; at++)
        {
            double x = Left + (at * slot);
            if (values[at] is { } value)
            {
                double from = Math.Min(Y(value), Y(0));
                svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{x + (slot * 0.14):F1}" y="{from:F1}" width="{slot * 0.72:F1}" height="{Math.Max(Math.Abs(Y(value) - Y(0)), 1):F1}" fill="{(at == values.Count - 1 ? "#93c5fd" : "#2563eb")}"/>""");
            }
            else
            {
                svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{x + (slot / 2):F1}" cy="{Y(0) - 4:F1}" r="2" fill="#94a3b8"/>""");
            }
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="{Height - 14}">{values.Count - 1} steps before</text><text x="{Width - Right}" y="{Height - 14}" text-anchor="end">last</text>""");

        return svg.Append("</svg>").ToString();
    }

    private static string Caption(string caption) => SecurityElement.Escape(ForeignText.Excerpt(caption, LongestCaption)) ?? "";

    private static string Axis(double value, double step)
    {
        int places = step >= 1 ? 0 : Math.Clamp((int)Math.Ceiling(-Math.Log10(step)), 1, 9);

        return value.ToString($"#,0.{new string('0', places)}", CultureInfo.InvariantCulture);
    }

    private static double NiceStep(double raw)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(raw, 1e-9))));

        return (raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
