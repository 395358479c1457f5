using Spendwall.Bot.Money;
using Spendwall.Bot.Signals;

namespace Spendwall.Bot.Host.Backtest.Replays;

/// <summary>Credits that are bought, burn down, and are bought again: what the bot says of them meanwhile.</summary>
internal sealed class PoolReplay(double credits, TimeSpan lead)
{
    /// <summary>As the settings have it where nothing else is said.</summary>
    private const int HeadsUpLeads = 3;

    private readonly List<PoolStory> stories = [];
    private PoolStory? pool;
    private double left;

    /// <summary>USD of each pool.</summary>
    public double Credits => credits;

    public IReadOnlyList<PoolStory> Stories => pool is null ? stories : [.. stories, pool];

    /// <summary>Looks at the balance before an interval's spend is known.</summary>
    public void Look(DateTimeOffset at, BurnProfile? profile)
    {
        if (pool is null)
        {
            pool = new(at, null, null, null);
            left = credits;
        }

        var level = LevelRules.Of(RunwayEstimator.Estimate(Usd.FromEstimate(left), Usd.Zero, profile, []), lead, HeadsUpLeads * lead);
        pool = pool with
        {
            HeadsUpAt = pool.HeadsUpAt ?? (level >= Level.Warning ? at : null),
            CriticalAt = pool.CriticalAt ?? (level >= Level.Critical ? at : null),
        };
    }

    public void Spend(DateTimeOffset at, TimeSpan step, double usd)
    {
        if (pool is not null && usd > 0 && usd >= left)
        {
            stories.Add(pool with { EmptyAt = at + (step * (left / usd)) });
            pool = null;

            return;
        }

        left -= usd;
    }
}
