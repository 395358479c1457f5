using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Signals.Routes;

/// <summary>The constants of the route watch. No series with routes is there to fix them on: they are those of the anomaly watch, with floors under which a change of shares is chance.</summary>
public sealed record RouteRules
{
    public static readonly RouteRules Shipped = new();

    /// <summary>Spans, margins and lives of the records.</summary>
    public AnomalyRules Records { get; init; } = AnomalyRules.Shipped;

    /// <summary>Shares and mixes are of the last hours.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Volumes and prices are of the last day.</summary>
    public TimeSpan Day { get; init; } = TimeSpan.FromDays(1);

    /// <summary>A model below this share of a week's spend is watched only as a part of the whole.</summary>
    public double Share { get; init; } = 0.10;

    /// <summary>So much of a model's tokens must be served by others than usual.</summary>
    public double Moved { get; init; } = 0.25;

    /// <summary>The dearest route must ask so many times the cheapest.</summary>
    public double Spread { get; init; } = 1.25;

    /// <summary>A route with a smaller share of a day's tokens is no route to compare.</summary>
    public double SpreadShare { get; init; } = 0.05;

    /// <summary>And cost so much of the model's day more than the cheapest would.</summary>
    public double SpreadCost { get; init; } = 0.05;

    /// <summary>Premium models must take so much more of the spend.</summary>
    public double Premium { get; init; } = 0.05;

    /// <summary>So many more of the requests must fall back, or be retried.</summary>
    public double Requests { get; init; } = 0.05;

    /// <summary>A drift: so many times the second week before; it ends below the other.</summary>
    public double Drift { get; init; } = 1.25;
    public double DriftOver { get; init; } = 1.15;

    /// <summary>Routes of a model, and models, beyond this many are not told apart.</summary>
    public int Most { get; init; } = 64;
}
