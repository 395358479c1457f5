namespace Spendwall.Bot.Signals.Explanation;

/// <summary>Splits the change of one slice over its factors.</summary>
internal static class FactorSplit
{
    private static readonly Cause[] InputCauses = [Cause.Requests, Cause.ModelMix, Cause.RouteMix, Cause.InputTokens, Cause.Cache, Cause.ListPrice, Cause.PaidPrice];
    private static readonly Cause[] OutputCauses = [Cause.Requests, Cause.ModelMix, Cause.RouteMix, Cause.OutputTokens, Cause.ListPrice, Cause.PaidPrice];

    public static void Add(List<Share> shares, SliceKey key, PeriodUse early, PeriodUse late)
    {
        var before = early.Slices.GetValueOrDefault(key);
        var now = late.Slices.GetValueOrDefault(key);
        if (!IsMeasured(before) || !IsMeasured(now))
        {
            shares.Add(new(key, Cause.Unmeasured, now.Usd - before.Usd));

            return;
        }

        // A list that is known on one side only would look like a new price.
        if (before.Usd != 0 && now.Usd != 0 && (before.List is null || now.List is null))
        {
            before = before with { List = null };
            now = now with { List = null };
        }

        Split(shares, key, InputCauses, Input(key, early, before), Input(key, late, now));
        Split(shares, key, OutputCauses, Output(key, early, before), Output(key, late, now));
    }

    private static bool IsMeasured(SliceUse use) => use.Usd == 0 || (use.Requests > 0 && use.WeighedInput + use.WeighedOutput > 0);

    private static double[] Input(SliceKey key, PeriodUse period, SliceUse use)
    {
        var (caller, model, route) = Shares(key, period, use);
        double level = (use.List ?? ListPrice.Usual).Input;

        return [caller, model, route, Over(use.Input, use.Requests), Over(use.WeighedInput, use.Input * level), level, Paid(use)];
    }

    private static double[] Output(SliceKey key, PeriodUse period, SliceUse use)
    {
        var (caller, model, route) = Shares(key, period, use);

        return [caller, model, route, Over(use.Output, use.Requests), (use.List ?? ListPrice.Usual).Output, Paid(use)];
    }

    private static (double Caller, double Model, double Route) Shares(SliceKey key, PeriodUse period, SliceUse use)
    {
        double caller = period.RequestsOf(key.Caller);
        double model = period.RequestsOf(key.Caller, key.Model);

        return (caller, Over(model, caller), Over(use.Requests, model));
    }

    /// <summary>USD per weighed token.</summary>
    private static double Paid(SliceUse use) => Over(use.Usd, use.WeighedInput + use.WeighedOutput);

    private static double Over(double value, double by) => by > 0 ? value / by : 0;

    private static void Split(List<Share> shares, SliceKey key, Cause[] causes, double[] before, double[] now)
    {
        double from = Product(before);
        double to = Product(now);
        if (from == to && from == 0)
        {
            return;
        }

        if (from <= 0 || to <= 0)
        {
            var zero = from <= 0 ? before : now;
            int first = Math.Max(0, Array.FindIndex(zero, static factor => factor <= 0));
            shares.Add(new(key, causes[first], to - from));

            return;
        }

        double mean = LogarithmicMean(from, to);
        for (int i = 0; i < causes.Length; i++)
        {
            if (now[i] != before[i])
            {
                shares.Add(new(key, causes[i], mean * Math.Log(now[i] / before[i])));
            }
        }
    }

    private static double Product(double[] factors) => factors.Aggregate(1.0, static (product, factor) => product * factor);

    /// <summary>(b − a) / ln(b / a), whose limit is a when both are equal.</summary>
    private static double LogarithmicMean(double a, double b)
    {
        double ratio = Math.Log(b / a);

        return Math.Abs(ratio) < 1e-9 ? a : (b - a) / ratio;
    }
}
