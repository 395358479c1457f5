using System.Globalization;

namespace Spendwall.Bot.Benchmarks.Measuring;

/// <summary>Prints figures as they come, and remembers whether every bar held.</summary>
internal sealed class Report(TextWriter output)
{
    public bool Held { get; private set; } = true;

    /// <summary>What one run of a verb ends with: 0, or 1 when a bar was missed.</summary>
    public int ExitCode => Held ? 0 : 1;

    public void Line(string text) => output.WriteLine(text);

    /// <summary>A figure without a bar.</summary>
    public void Figure(string what, string figure) => output.WriteLine($"  {what,-44} {figure}");

    public void AtLeast(string what, double value, double bar, string figure) => Bar(what, value >= bar, figure, string.Create(CultureInfo.InvariantCulture, $"bar >= {bar}"));

    public void AtMost(string what, double value, double bar, string figure) => Bar(what, value <= bar, figure, string.Create(CultureInfo.InvariantCulture, $"bar <= {bar}"));

    /// <summary>A condition without which the figures mean nothing.</summary>
    public void Must(string what, bool holds, string figure) => Bar(what, holds, figure, "must hold");

    private void Bar(string what, bool holds, string figure, string bar)
    {
        Held &= holds;
        output.WriteLine($"  {what,-44} {figure}   [{bar}: {(holds ? "ok" : "MISSED")}]");
    }
}
