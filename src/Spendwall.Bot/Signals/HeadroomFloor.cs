using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>
/// The balance at which calls start to fail although it is positive, because the provider reserves credits for the
/// requests in flight: 2 × p99 request cost × concurrency.
/// </summary>
/// <param name="Floor">USD.</param>
/// <param name="LargestRequest">The p99 request cost behind it.</param>
/// <param name="Estimated">No request records were there; the costliest hour's mean was taken four times.</param>
public sealed record HeadroomFloor(Usd Floor, Usd LargestRequest, bool Estimated)
{
    private const int Spare = 2;
    private const int TailOverMean = 4;

    /// <param name="p99">The p99 request cost, from request records.</param>
    /// <param name="concurrency">Requests in flight at once, at least one.</param>
    public static HeadroomFloor FromRequests(Usd p99, int concurrency) => new(Times(p99, Spare * Math.Max(1, concurrency)), p99, false);

    /// <param name="hours">USD and requests by the hour; an hour without both says nothing.</param>
    /// <returns>Null when no hour tells a request's cost.</returns>
    public static HeadroomFloor? FromHours(IEnumerable<(Usd? Cost, long? Requests)> hours, int concurrency)
    {
        Usd? costliest = null;
        foreach (var (cost, requests) in hours)
        {
            if (cost is { Nanos: > 0 } usd && requests is > 0)
            {
                costliest = Usd.Max(costliest ?? Usd.Zero, new Usd(usd.Nanos / requests.Value));
            }
        }

        return costliest is { } mean ? FromRequests(Times(mean, TailOverMean), concurrency) with { Estimated = true } : null;
    }

    private static Usd Times(Usd amount, int factor) => new(checked(amount.Nanos * factor));
}
