namespace Spendwall.Bot.Signals.Routes;

/// <summary>One hour of one model over one serving provider, as it was charged.</summary>
/// <param name="Tokens">Weighed as most lists weigh them: cached input a tenth, output four times, so that prices of different requests compare.</param>
/// <param name="IsPremium">Of the models that the settings call premium.</param>
public readonly record struct RouteCell(string Model, string Route, double Requests, double Tokens, double Usd, bool IsPremium);

/// <summary>What is watched of routes.</summary>
public enum RouteFigure
{
    /// <summary>The routes of a model, at each one's usual price, as times of the model's usual.</summary>
    Dearer,

    /// <summary>The share of a model's tokens that is served by others than usual.</summary>
    Moved,

    /// <summary>The dearest route of a model as times of the cheapest that serves it too.</summary>
    Spread,

    /// <summary>The share of spend that goes to premium models.</summary>
    Premium,

    /// <summary>The same of three days, as times of the second week before.</summary>
    PremiumDrift,

    /// <summary>What a list asks now, as times of what it asked.</summary>
    ListPrice,

    /// <summary>The share of requests that another model or route served than was asked for.</summary>
    Fallbacks,

    /// <summary>The share of requests that are a caller's second or later attempt.</summary>
    Retries,
}

/// <summary>Something about routes, premium models or prices that is unlike the last two weeks, although the spend may be as ever.</summary>
/// <param name="Model">Empty: of all.</param>
/// <param name="Value">The figure at its height.</param>
/// <param name="Usual">What it was at most before; for <see cref="RouteFigure.PremiumDrift"/> and <see cref="RouteFigure.ListPrice"/> what it was.</param>
/// <param name="UsdPerDay">What it costs more in a day at the volume of the last; not above zero: nothing.</param>
public sealed record RouteSignal(RouteFigure Figure, string Model, DateTimeOffset Since, double Value, double Usual, double UsdPerDay)
{
    /// <summary>The route that gained most, or the dearest; empty: none is to be named.</summary>
    public string Route { get; init; } = "";

    /// <summary>Its share of the model's tokens, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>What it costs is known; else its dollars are no amount.</summary>
    public bool IsPriced { get; init; } = true;

    /// <summary>Its usual share.</summary>
    public double UsualShare { get; init; }
}
