namespace Spendwall.Bot.Signals.Explanation;

/// <summary>One period's use as figures that can be divided.</summary>
internal sealed class PeriodUse
{
    private readonly Dictionary<SliceKey, string> owners = [];
    private readonly Dictionary<string, double> byCaller = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), double> byModel = [];

    public Dictionary<SliceKey, SliceUse> Slices { get; } = [];

    public static PeriodUse Of(IReadOnlyList<UsageSlice> slices, double scale)
    {
        var period = new PeriodUse();
        foreach (var slice in slices)
        {
            var key = new SliceKey(slice.Caller, slice.Model, slice.Route);
            var use = new SliceUse(slice.Cost.ToDouble(), slice.Requests, slice.Input, slice.Cached, slice.Output, slice.List) * scale;
            period.Slices[key] = period.Slices.TryGetValue(key, out var known) ? known + use : use;
            period.owners[key] = slice.Owner;
        }

        foreach (var (key, use) in period.Slices)
        {
            period.Count(key, use.Requests);
        }

        return period;
    }

    public string? OwnerOf(SliceKey key) => owners.GetValueOrDefault(key);

    public double RequestsOf(string caller) => byCaller.GetValueOrDefault(caller);

    public double RequestsOf(string caller, string model) => byModel.GetValueOrDefault((caller, model));

    /// <summary>Leaves a part of a slice out.</summary>
    public void Without(SliceKey key, SliceUse part)
    {
        if (part.Requests != 0)
        {
            Slices[key] = Slices[key] + (part * -1);
            Count(key, -part.Requests);
        }
    }

    private void Count(SliceKey key, double requests)
    {
        byCaller[key.Caller] = byCaller.GetValueOrDefault(key.Caller) + requests;
        byModel[(key.Caller, key.Model)] = byModel.GetValueOrDefault((key.Caller, key.Model)) + requests;
    }
}

internal readonly record struct SliceUse(double Usd, double Requests, double Input, double Cached, double Output, ListPrice? List)
{
    private ListPrice Proportions => List ?? ListPrice.Usual;

    /// <summary>Input tokens as the list weighs them: cached ones count less.</summary>
    public double WeighedInput => (Math.Max(0, Input - Cached) * Proportions.Input) + (Cached * Proportions.Cached);

    public double WeighedOutput => Output * Proportions.Output;

    public static SliceUse operator +(SliceUse a, SliceUse b) => new(
        a.Usd + b.Usd, a.Requests + b.Requests, a.Input + b.Input, a.Cached + b.Cached, a.Output + b.Output, a.List ?? b.List);

    public static SliceUse operator *(SliceUse a, double scale) =>
        new(a.Usd * scale, a.Requests * scale, a.Input * scale, a.Cached * scale, a.Output * scale, a.List);
}
