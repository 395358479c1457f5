using Spendwall.Bot.Money;

namespace Spendwall.Bot.Signals;

/// <summary>How long a reservoir lasts.</summary>
public abstract record RunwayForecast
{
    private RunwayForecast()
    {
    }

    /// <summary>Time until the balance reaches the floor. A null means: not within <see cref="RunwayEstimator.Horizon"/>.</summary>
    /// <param name="P10">One time in ten it is gone before this.</param>
    /// <param name="History">How much spend history stands behind the band.</param>
    public sealed record Ends(TimeSpan? P10, TimeSpan? P50, TimeSpan? P90, TimeSpan History) : RunwayForecast
    {
        /// <summary>Credits that expire unused before P50, the first lot; null: none do.</summary>
        public CreditExpiry? Lost { get; init; }
    }

    /// <summary>The balance is at or below the floor already.</summary>
    public sealed record Exhausted : RunwayForecast;

    /// <summary>Nothing was spent in the history, so it lasts until something is.</summary>
    public sealed record Idle(TimeSpan History) : RunwayForecast
    {
        /// <summary>Credits that expire unused meanwhile, the first lot; null: none do.</summary>
        public CreditExpiry? Lost { get; init; }
    }

    /// <summary>Not enough is known.</summary>
    public sealed record Unknown(string Reason) : RunwayForecast;
}

/// <summary>Where a billing period ends, in USD of the whole period; null where not enough is known.</summary>
/// <param name="History">How much spend history stands behind the band.</param>
public sealed record PeriodForecast(Usd P10, Usd P50, Usd P90, TimeSpan History);

/// <summary>USD per hour over several windows; null where the window is not covered.</summary>
/// <param name="Now">The level that the forecast starts from.</param>
public sealed record BurnRates(Usd? Now, Usd? LastHour, Usd? LastDay, Usd? LastWeek, Usd? LastMonth);
