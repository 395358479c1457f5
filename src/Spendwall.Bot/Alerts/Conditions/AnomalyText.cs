using System.Globalization;
using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Anomalies;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Conditions;

/// <summary>The unusual in words: what it costs, which figures show it, and what makes it, in USD.</summary>
internal static class AnomalyText
{
    private const int MostFacts = 3;
    private const int MostCauses = 3;

    public static string Title(AccountOutlook outlook, AnomalyOutlook anomalies)
    {
        var worst = Ranked(anomalies)[0];
        string name = $"{LowCreditText.Name(outlook)}: {Headline(worst, anomalies)}";
        var since = anomalies.Open.Min(static signal => signal.Since);

        return anomalies.Change is { } change
            ? $"{name}, {change.Now} since {Wording.Instant(since)} against {change.Before} expected"
            : $"{name} since {Wording.Instant(since)}";
    }

    public static IReadOnlyList<string> Facts(AnomalyOutlook anomalies) =>
        [.. Ranked(anomalies).Take(MostFacts).Select(signal => $"{Who(signal, anomalies)}: {Figure(signal)}, at most {Value(signal, signal.Record)} in the 14 days before")];

    /// <summary>The largest parts of the rise, each with who and what moved most in it.</summary>
    public static IReadOnlyList<string> Causes(AnomalyOutlook anomalies, ChangeExplanation change) =>
        [.. ExplanationWords.Ranked(change, caller => Name(caller, anomalies)).Take(MostCauses)];

    /// <summary>USD that it costs more in a day.</summary>
    public static double PerDay(AnomalyOutlook anomalies, ChangeExplanation change)
    {
        var length = (anomalies.AsOf ?? DateTimeOffset.MinValue) - anomalies.Open.Min(static signal => signal.Since);

        return length > TimeSpan.Zero ? change.Change.ToDouble() * (TimeSpan.FromDays(1) / length) : 0;
    }

    /// <summary>What beat its record by most, one for each caller and kind of change.</summary>
    private static List<AnomalySignal> Ranked(AnomalyOutlook anomalies) =>
        [.. anomalies.Open.GroupBy(static signal => (signal.Caller, signal.Driver)).Select(static group => group.MaxBy(static signal => signal.Times)!).OrderByDescending(static signal => signal.Times)];

    private static string Headline(AnomalySignal signal, AnomalyOutlook anomalies)
    {
        string who = signal.Caller is { } caller ? $" of {Name(caller, anomalies)}" : "";

        return signal.Figure switch
        {
            AnomalyFigure.Context => $"prompts{who} are longer than ever in 14 days",
            AnomalyFigure.Repeats => $"requests{who} bring less than ever in 14 days: repeats or failures",
            AnomalyFigure.Mix => $"dearer models{who} than ever in 14 days",
            AnomalyFigure.Price => $"requests{who} cost more than ever in 14 days",
            AnomalyFigure.Cache => $"a cache serves less of the prompts{who} than ever in 14 days",
            _ => $"spend{who} is higher than ever in 14 days",
        };
    }

    private static string Who(AnomalySignal signal, AnomalyOutlook anomalies) => signal.Caller is { } caller ? Name(caller, anomalies) : "All of it";

    private static string Name(string caller, AnomalyOutlook anomalies) => anomalies.Names.GetValueOrDefault(caller) is { } known ? known : caller.Length > 0 ? caller : "unnamed";

    private static string Figure(AnomalySignal signal) => signal.Figure switch
    {
        AnomalyFigure.Spend => $"{Value(signal, signal.Value)} in {(signal.Caller is null ? "two days" : "a few hours")}",
        AnomalyFigure.Level => $"{Value(signal, signal.Value)} an hour, smoothed",
        AnomalyFigure.Surge => $"{Value(signal, signal.Value)} the same hours of the days before",
        AnomalyFigure.Price => $"{Value(signal, signal.Value)} a request",
        AnomalyFigure.Context => $"{Value(signal, signal.Value)} input tokens a request",
        AnomalyFigure.Repeats => $"{Value(signal, signal.Value)} requests for a thousand output tokens",
        AnomalyFigure.Mix => $"models {Value(signal, signal.Value)} as dear as usual",
        _ => $"{Value(signal, signal.Value)} of the prompts not from a cache",
    };

    private static string Value(AnomalySignal signal, double value) => signal.Figure switch
    {
        AnomalyFigure.Spend or AnomalyFigure.Level or AnomalyFigure.Price => Usd.FromEstimate(value).ToString(),
        AnomalyFigure.Cache => Wording.Percent(value),
        AnomalyFigure.Repeats => (value * 1000).ToString("0.##", CultureInfo.InvariantCulture),
        AnomalyFigure.Context => value.ToString("#,0", CultureInfo.InvariantCulture),
        _ => $"{value.ToString("0.0#", CultureInfo.InvariantCulture)} ×",
    };
}
