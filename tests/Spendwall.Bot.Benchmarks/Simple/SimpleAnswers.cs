using System.Text.Json.Nodes;
using Spendwall.Bot.Host.Backtest.Streaming;

namespace Spendwall.Bot.Benchmarks.Simple;

/// <summary>Answers the questions of one series by a simple method.</summary>
internal sealed class SimpleAnswers(SimpleMethod method, int stepHours)
{
    /// <summary>Nobody promises more.</summary>
    private const int Horizon = 24 * 60;

    private readonly List<double> hours = [];
    private Func<int, double>[]? paths;

    public void Add(double usd)
    {
        for (int hour = 0; hour < stepHours; hour++)
        {
            hours.Add(usd / stepHours);
        }

        paths = null;
    }

    public JsonObject Answer(StreamLine.Ask ask)
    {
        paths ??= method([.. hours]);

        return ask switch
        {
            StreamLine.Runway runway => Runway(runway),
            StreamLine.Period period => Band(period.Id, paths.Select(path => period.Spent + Enumerable.Range(0, (int)(period.Range.End - period.At).TotalHours).Sum(path))),
            _ => throw new FormatException("Only runways and periods are asked of simple methods."),
        };
    }

    private JsonObject Runway(StreamLine.Runway ask)
    {
        double[] ends = [.. paths!.Select(path => End(path, ask.Balance)).Order()];
        var answer = Band(ask.Id, ends);
        answer["alert"] = new JsonObject(ask.Leads.Select(lead => KeyValuePair.Create(
            lead.TotalHours.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture), (JsonNode?)(At(ends, 0.1) <= lead.TotalHours))));

        return answer;
    }

    private static double End(Func<int, double> path, double balance)
    {
        for (int hour = 0; hour < Horizon; hour++)
        {
            double usd = path(hour);
            if (usd >= balance && usd > 0)
            {
                return hour + (balance / usd);
            }

            balance -= usd;
        }

        return Horizon;
    }

    private static JsonObject Band(string id, IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];

        return new() { ["id"] = id, ["p10"] = At(sorted, 0.1), ["p50"] = At(sorted, 0.5), ["p90"] = At(sorted, 0.9) };
    }

    private static double At(double[] sorted, double share) => sorted[(int)(share * sorted.Length)];
}
