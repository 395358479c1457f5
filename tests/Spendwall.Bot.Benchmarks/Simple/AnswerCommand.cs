using System.CommandLine;
using System.Text.Json.Nodes;
using Spendwall.Bot.Host.Backtest.Streaming;

namespace Spendwall.Bot.Benchmarks.Simple;

/// <summary>
/// <c>answer</c>: answers the reference scorer's runway and period streams by a simple method, for the scorer to score
/// beside the bot; on stderr, how many exhaustions no alert preceded.
/// </summary>
internal static class AnswerCommand
{
    /// <summary>The bot's own answers, for the count.</summary>
    private const string Bot = "bot";

    public static Command Command()
    {
        var method = new Option<string>("--method") { Description = "How to forecast.", DefaultValueFactory = static _ => Bot };
        method.AcceptOnlyFromAmong([Bot, .. SimpleMethods.All.Keys]);
        var command = new Command("answer", "Answers the scorer's runway or period stream from stdin by a simple method, for the scorer; counts exhaustions without an alert.") { method };
        command.SetAction(async (parsed, cancellation) => await RunAsync(parsed.GetRequiredValue(method), Console.In, Console.Out, cancellation));

        return command;
    }

    private static async Task<int> RunAsync(string method, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var exhaustions = new Exhaustions();
        Action<StreamLine.Observation> observe = static _ => { };
        Func<StreamLine.Ask, JsonObject> answer = static _ => [];
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            switch (StreamProtocol.Parse(line))
            {
                case StreamLine.Series series when method == Bot:
                    var monitor = SeriesMonitor.Of(series);
                    (observe, answer) = (seen => monitor.Observe(seen), monitor.Answer);
                    exhaustions.Next();
                    break;
                case StreamLine.Series series:
                    var simple = new SimpleAnswers(SimpleMethods.All[method], (int)series.Step.TotalHours);
                    (observe, answer) = (seen => simple.Add(seen.Usd), simple.Answer);
                    exhaustions.Next();
                    break;
                case StreamLine.Observation seen:
                    exhaustions.Spent(seen.Usd);
                    observe(seen);
                    break;
                case StreamLine.Ask ask:
                    var told = answer(ask);
                    await output.WriteLineAsync(told.ToJsonString().AsMemory(), cancellationToken);
                    if (ask is StreamLine.Runway runway)
                    {
                        exhaustions.Asked(runway, told);
                    }

                    break;
            }
        }

        exhaustions.Write(Console.Error);

        return 0;
    }
}
