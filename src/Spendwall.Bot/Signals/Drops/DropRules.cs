namespace Spendwall.Bot.Signals.Drops;

/// <summary>
/// When a runway fell materially faster than the burn-down explains. The product gives no number; these were read off the
/// development series (README of <c>Signals</c>, <c>Spendwall.Bot.Benchmarks drops</c>).
/// </summary>
public static class DropRules
{
    /// <summary>A fall counts against what was told so long ago, so that it is news and no drift.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>An open one is compared with what was told before it for so long; then with the day before, like any other: the burn is how things are.</summary>
    public static readonly TimeSpan Accept = TimeSpan.FromHours(72);

    /// <summary>Beyond a month of runway nobody is called.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromDays(30);

    /// <summary>At most so much of what was expected is left …</summary>
    public const double Most = 0.7;

    /// <summary>… and it is over when so much is there again.</summary>
    public const double Enough = 0.85;

    /// <summary>Enters below the pessimistic quantile of what was told: inside its band a forecast has kept its word.</summary>
    public static bool IsMaterial(RunwayDrop drop, bool held) =>
        held ? drop.Share < Enough : drop.Share <= Most && drop.Now < drop.Early && drop.Now <= Reach;
}
