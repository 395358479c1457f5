namespace Spendwall.Bot.Signals.Anomalies;

/// <summary>What a scope used in one interval that is over; intervals without use are given too, those that nobody reported are not.</summary>
/// <param name="Usd">Of the whole scope.</param>
/// <param name="Cells">The same money by caller and model, as far as it is known.</param>
public sealed record UsageHour(DateTimeOffset Start, double Usd, IReadOnlyList<UsageCell> Cells);

/// <param name="Caller">A key, project or application; or a model, where routes are watched.</param>
/// <param name="Model">A model; or the route that served it.</param>
/// <param name="Cached">The part of the input tokens that came from a cache; NaN: not told.</param>
public readonly record struct UsageCell(string Caller, string Model, double Requests, double Input, double Output, double Usd, double Cached = double.NaN);
