using System.Text.Encodings.Web;
using System.Text.Json;

namespace Spendwall.Bot.Host.Backtest.Streaming;

/// <summary><c>backtest --stream</c>: reads a line, says what follows from it, flushes, reads the next; so it cannot see the future.</summary>
internal static class StreamRun
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="BacktestException">A line is not of the protocol.</exception>
    public static async Task RunAsync(TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        SeriesMonitor? monitor = null;
        int number = 0;
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                switch (StreamProtocol.Parse(line))
                {
                    case StreamLine.Series series:
                        monitor = SeriesMonitor.Of(series);
                        break;
                    case StreamLine.Observation observation:
                        foreach (var alarm in Need(monitor).Observe(observation))
                        {
                            await output.WriteLineAsync(monitor!.Line(alarm).ToJsonString(Compact));
                            await output.FlushAsync(cancellationToken);
                        }

                        break;
                    case StreamLine.Ask ask:
                        await output.WriteLineAsync(Need(monitor).Answer(ask).ToJsonString(Compact));
                        await output.FlushAsync(cancellationToken);
                        break;
                    default:
                        return;
                }
            }
            catch (FormatException exception)
            {
                throw new BacktestException($"line {number}: {exception.Message}");
            }
            catch (OverflowException)
            {
                throw new BacktestException($"line {number}: {BacktestException.TooDear}");
            }
        }
    }

    private static SeriesMonitor Need(SeriesMonitor? monitor) => monitor ?? throw new FormatException("it comes before the first \"series\"");
}
