using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals.Explanation;

/// <summary>What one caller used of one model over one route in a period.</summary>
/// <param name="Caller">A key, project or application.</param>
/// <param name="Owner">Who answers for it; empty: nobody known.</param>
/// <param name="Model">Empty where the provider does not tell it.</param>
/// <param name="Route">The serving provider; empty where it is not told with the caller.</param>
public sealed record UsageSlice(string Caller, string Owner, string Model, string Route)
{
    public Usd Cost { get; init; }

    /// <summary>0 with a cost: requests are not told for it.</summary>
    public double Requests { get; init; }

    /// <summary>Input tokens, those from a cache included.</summary>
    public double Input { get; init; }

    /// <summary>Of the input tokens.</summary>
    public double Cached { get; init; }

    public double Output { get; init; }

    /// <summary>What the list asks per million tokens; null: not known.</summary>
    public ListPrice? List { get; init; }
}

/// <param name="Input">USD per million fresh input tokens; above zero.</param>
/// <param name="Cached">USD per million cached input tokens.</param>
/// <param name="Output">USD per million output tokens.</param>
public sealed record ListPrice(double Input, double Cached, double Output)
{
    /// <summary>Where no list is known: the proportions that most lists have. Only they matter, the level comes from the bill.</summary>
    public static readonly ListPrice Usual = new(1, 0.1, 4);
}
