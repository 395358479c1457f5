using Spendwall.Bot.Sandbox.Truth;

namespace Spendwall.Bot.Sandbox.Scenarios;

/// <summary>Makes hourly rows with a rhythm of the day and the week and some noise; the same seed and start give the same rows.</summary>
internal sealed class TrafficGenerator(int seed, DateTimeOffset start)
{
    public const int HistoryDays = 35;
    public const int FutureDays = 14;

    private const int BusiestHour = 14;
    private const double Weekend = 0.8;
    private const decimal Million = 1_000_000m;

    /// <summary>The hour that is simulated first; rows go from 35 days before it to 14 days after.</summary>
    public DateTimeOffset Start => start;

    /// <param name="factor">Times the usual requests, by hours since the start and stream; negative hours are history.</param>
    public IEnumerable<SpendRow> Rows(IEnumerable<TrafficStream> streams, Func<int, TrafficStream, double> factor)
    {
        var known = streams.ToList();
        for (int hour = -HistoryDays * 24; hour < FutureDays * 24; hour++)
        {
            foreach (var row in known.Select(stream => Row(stream, hour, factor(hour, stream))).OfType<SpendRow>())
            {
                yield return row;
            }
        }
    }

    private SpendRow? Row(TrafficStream stream, int hour, double factor)
    {
        var at = start.AddHours(hour);
        double noise = 0.85 + (0.3 * StableHash.Fraction(seed, "requests", stream.Caller, stream.Model, hour));
        long requests = (long)(stream.RequestsPerHour * Rhythm(at, stream.Night) * noise * factor);
        if (requests <= 0)
        {
            return null;
        }

        double size = 0.9 + (0.2 * StableHash.Fraction(seed, "size", stream.Caller, stream.Model, hour));
        long input = (long)(requests * stream.InputTokens * size);
        long output = (long)(requests * stream.OutputTokens * size);

        return new(at, stream.Caller, stream.Model, new(
            requests, input, output, Amounts.FloorNanos(input * stream.InputPrice / Million), Amounts.FloorNanos(output * stream.OutputPrice / Million)));
    }

    private static double Rhythm(DateTimeOffset at, double night)
    {
        double wave = (1 + Math.Cos((at.Hour - BusiestHour) * Math.PI / 12)) / 2;
        double day = at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? Weekend : 1;

        return (night + ((1 - night) * wave)) * day;
    }
}
