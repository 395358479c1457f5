namespace Spendwall.Bot.Benchmarks.Incidents;

/// <summary>
/// What the reference scorer counts, and what an incident had cost when its alarm came. Only what is silent on the
/// unmodified series counts as found; what was never found cost all of it.
/// </summary>
internal sealed class IncidentGrade
{
    /// <summary>Alarms of the first days are not counted by the scorer.</summary>
    private const int Warm = 96;

    private const int Week = 168;

    private const double HoursAMonth = 720;

    /// <summary>Alarms this close are one, for a day.</summary>
    private const int Gap = 12;
    private const int Again = 24;

    public required double AlarmsAMonth { get; init; }

    /// <summary>Of these, alarms with no material change behind them, as the scorer judges it.</summary>
    public required double NuisanceAMonth { get; init; }

    /// <summary>Alarms a month of the two-week series after their first week, in which a watch that learns for a week says nothing.</summary>
    public required double AfterAWeek { get; init; }

    /// <summary>Found within its deadline, by kind.</summary>
    public required IReadOnlyDictionary<string, double> Recall { get; init; }

    /// <summary>Extra USD spent until the alarm ÷ extra USD of the incident, mean over the incidents, by kind.</summary>
    public required IReadOnlyDictionary<string, double> Lost { get; init; }

    public required double LostOfAll { get; init; }

    public double Four => Of(["loop3", "shift30", "drift3", "mix10"]);

    public double Six => Of([.. InjectedIncident.Kinds]);

    private double Of(string[] kinds) => kinds.Average(kind => Recall[kind]);

    /// <param name="most">Alarms a series-month that it may have: the threshold is the lowest that keeps to it. Null: what scores at all is an alarm.</param>
    public static IncidentGrade Of(IDetector detector, IReadOnlyList<WatchedSeries> clean, IReadOnlyList<InjectedIncident> incidents, double? most)
    {
        var scores = clean.ToDictionary(static series => series.Name, detector.Score);
        double months = clean.Sum(static series => (series.Hours.Count - Warm) / HoursAMonth);
        double threshold = most is { } limit ? Threshold(scores.Values, limit * months) : 0;
        var silent = scores.ToDictionary(static pair => pair.Key, pair => Alarms(pair.Value, threshold));
        var brief = clean.Where(static series => series.Hours.Count == 2 * Week).ToList();
        var found = incidents.Select(incident => (Incident: incident, At: First(Alarms(detector.Score(incident.Series), threshold), silent[incident.Clean.Name], incident))).ToList();
        var kinds = found.GroupBy(static one => one.Incident.Kind).ToList();

        return new()
        {
            AlarmsAMonth = silent.Values.Sum(static alarms => Episodes(alarms, Warm).Count) / months,
            NuisanceAMonth = clean.Sum(series => Episodes(silent[series.Name], Warm).Count(at => !Materiality.Of(series, at))) / months,
            AfterAWeek = brief.Sum(series => Episodes(silent[series.Name], Week).Count) / (brief.Count * Week / HoursAMonth),
            Recall = kinds.ToDictionary(static kind => kind.Key, static kind => kind.Average(static one => one.At < one.Incident.Start + one.Incident.Deadline ? 1.0 : 0)),
            Lost = kinds.ToDictionary(static kind => kind.Key, static kind => kind.Average(Lose)),
            LostOfAll = found.Average(Lose),
        };
    }

    private static double Lose((InjectedIncident Incident, int At) one) =>
        one.Incident.Extra.Sum() is > 0 and var all ? one.Incident.Extra.Take(one.At == int.MaxValue ? int.MaxValue : one.At + 1).Sum() / all : 1;

    private static double Threshold(IEnumerable<double[]> scores, double episodes)
    {
        var all = scores.ToList();
        double[] tried = [.. all.SelectMany(static list => list.Skip(Warm)).Where(static value => value > 0).Distinct().OrderDescending()];
        double best = tried[0];
        foreach (double value in tried.Where((_, i) => i % 5 == 0))
        {
            if (all.Sum(list => Episodes(Alarms(list, value), Warm).Count) > episodes)
            {
                break;
            }

            best = value;
        }

        return best;
    }

    private static List<int> Alarms(double[] scores, double threshold) => [.. Enumerable.Range(0, scores.Length).Where(i => scores[i] > threshold)];

    private static int First(List<int> alarms, List<int> silent, InjectedIncident incident) =>
        alarms.Where(at => at >= incident.Start && !silent.Exists(known => Math.Abs(known - at) <= 2)).DefaultIfEmpty(int.MaxValue).First();

    private static List<int> Episodes(List<int> alarms, int from)
    {
        var starts = new List<int>();
        int last = -Again, started = -Again;
        foreach (int at in alarms.Where(at => at >= from))
        {
            if (at - last > Gap || at - started >= Again)
            {
                starts.Add(at);
                started = at;
            }

            last = at;
        }

        return starts;
    }
}
