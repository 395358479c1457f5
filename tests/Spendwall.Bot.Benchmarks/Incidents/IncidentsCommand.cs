using System.CommandLine;
using System.Globalization;
using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Benchmarks.Incidents;

/// <summary><c>incidents</c>: the watch beside simple monitors, on the reference scorer's stream of injected incidents.</summary>
internal static class IncidentsCommand
{
    /// <summary>What SIGNALS compares monitors at.</summary>
    private const double AlarmsAMonth = 6;

    public static Command Command()
    {
        var command = new Command("incidents", "Recall, and what an incident cost until its alarm: the watch and simple monitors at as many alarms. Reads the scorer's `stream --bench anomaly` from stdin.");
        command.SetAction(static async (_, cancellation) => await RunAsync(Console.In, cancellation));

        return command;
    }

    private static async Task<int> RunAsync(TextReader input, CancellationToken cancellationToken)
    {
        var (clean, incidents) = await IncidentStream.ReadAsync(input, cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clean.Count} series, {incidents.Count} incidents; lost: extra USD until the alarm as a share of the incident's"));
        Console.WriteLine($"{"",-34}alarms nuis after FOUR  SIX  lost | lost: {string.Join(' ', InjectedIncident.Kinds.Select(static kind => $"{kind,7}"))} | recall");
        Show("the watch as shipped", IncidentGrade.Of(new OwnWatch("", AnomalyRules.Shipped), clean, incidents, null));
        foreach (var baseline in Baselines.All)
        {
            Show(baseline.Name, IncidentGrade.Of(baseline, clean, incidents, AlarmsAMonth));
        }

        return 0;
    }

    private static void Show(string name, IncidentGrade grade) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-34}{grade.AlarmsAMonth,6:0.0}{grade.NuisanceAMonth,5:0.0}{grade.AfterAWeek,6:0.0}{grade.Four,5:.00}{grade.Six,5:.00}{grade.LostOfAll,6:.00} |       {Each(grade.Lost)} | {Each(grade.Recall)}"));

    private static string Each(IReadOnlyDictionary<string, double> byKind) =>
        string.Join(' ', InjectedIncident.Kinds.Select(kind => byKind[kind].ToString(".00", CultureInfo.InvariantCulture).PadLeft(7)));
}
