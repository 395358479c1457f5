namespace Spendwall.Bot.Signals.Drops;

/// <summary>A runway now beside what was told of the same reservoir before: credits bought or taken back meanwhile, and the clock, are in neither.</summary>
/// <param name="Since">The last hour before it began to fall.</param>
/// <param name="Then">The middle as it was told then.</param>
/// <param name="Expected">What would be left now of the middle as it was told at the beginning of the comparison, had only time passed.</param>
/// <param name="Early">The same of the pessimistic quantile.</param>
/// <param name="Now">The middle now.</param>
public sealed record RunwayDrop(DateTimeOffset Since, TimeSpan Then, TimeSpan Expected, TimeSpan Early, TimeSpan Now)
{
    /// <summary>What is left of what was expected, 1 for all of it.</summary>
    public double Share => Expected > TimeSpan.Zero ? Now / Expected : 1;

    /// <summary>Lost besides the time that passed.</summary>
    public TimeSpan Lost => Expected > Now ? Expected - Now : TimeSpan.Zero;
}
