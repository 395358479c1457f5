using System.Text.Json.Nodes;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Host.Backtest.Streaming;

/// <summary>Runway and period end, by the classes that the live bot asks.</summary>
internal sealed class ForecastPart(TimeSpan step) : IStreamPart
{
    private readonly SpendWindow window = new(step);

    public IReadOnlyList<StreamAlarm> Observe(StreamLine.Observation observation)
    {
        window.Add(observation.At, observation.Usd);

        return [];
    }

    public JsonObject? Answer(StreamLine.Ask ask) => ask switch
    {
        StreamLine.Runway runway => Runway(runway),
        StreamLine.Period period => Period(period),
        _ => null,
    };

    private JsonObject Runway(StreamLine.Runway ask)
    {
        var runway = RunwayEstimator.Estimate(Usd.FromEstimate(ask.Balance), Usd.Zero, window.Profile(ask.At), []);
        var alert = new JsonObject();
        foreach (var lead in ask.Leads)
        {
            alert[lead.TotalHours.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)] = LevelRules.Of(runway, lead, lead) >= Level.Critical;
        }

        var (p10, p50, p90) = runway switch
        {
            RunwayForecast.Ends ends => (ends.P10, ends.P50, ends.P90),
            RunwayForecast.Exhausted => (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero),
            _ => ((TimeSpan?)null, (TimeSpan?)null, (TimeSpan?)null),
        };

        return new JsonObject { ["p10"] = p10?.TotalHours, ["p50"] = p50?.TotalHours, ["p90"] = p90?.TotalHours, ["alert"] = alert };
    }

    private JsonObject Period(StreamLine.Period ask)
    {
        var forecast = MonthEndForecaster.Forecast(ask.Range, Usd.FromEstimate(ask.Spent), window.Profile(ask.At));

        return new JsonObject { ["p10"] = forecast?.P10.ToDouble(), ["p50"] = forecast?.P50.ToDouble(), ["p90"] = forecast?.P90.ToDouble() };
    }
}
