namespace Spendwall.Bot.Ledger.Requests;

/// <summary>Costs in classes a twelfth of a doubling wide: a quantile of counts by class is at most 6 % too high.</summary>
internal static class CostClass
{
    private const double Steps = 12;

    /// <param name="nanos">Nano-dollars.</param>
    /// <returns>0 for nothing, else from 1.</returns>
    public static int Of(long nanos) => nanos <= 0 ? 0 : 1 + (int)Math.Ceiling(Math.Log2(nanos) * Steps);

    /// <summary>The largest cost of a class, nano-dollars.</summary>
    public static double Top(int costClass) => costClass == 0 ? 0 : Math.Pow(2, (costClass - 1) / Steps);
}
