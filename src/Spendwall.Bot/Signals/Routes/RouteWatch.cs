namespace Spendwall.Bot.Signals.Routes;

/// <summary>
/// Watches who serves an account's models and at which prices, hour by hour. Answers only from what it was given; its size
/// does not depend on how long that goes on.
/// </summary>
public sealed class RouteWatch(RouteRules rules)
{
    private readonly Dictionary<string, ModelRoutes> models = new(StringComparer.Ordinal);
    private readonly PremiumWatch premium = new(rules);
    private readonly double keep = Math.Exp(-(TimeSpan.FromHours(1) / rules.Records.Usual));
    private DateTimeOffset? first;
    private int next;
    private double usual;

    /// <summary>What began and has not ended, what costs most first.</summary>
    public IReadOnlyList<RouteSignal> Open =>
        [.. models.Values.SelectMany(static model => model.Open).Concat(premium.Open is { } share ? [share] : []).OrderByDescending(static signal => signal.UsdPerDay)];

    /// <summary>Takes the next whole hour; hours that are left out are unknown.</summary>
    /// <exception cref="ArgumentException">The hour is not after the one before.</exception>
    public void Observe(DateTimeOffset hour, IReadOnlyList<RouteCell> cells)
    {
        first ??= hour;
        int index = (int)Math.Round((hour - first.Value).TotalHours);
        if (index < next)
        {
            throw new ArgumentException($"{hour:O} was taken already.", nameof(hour));
        }

        // After two weeks of them nothing from before a gap is left in any window.
        for (int missed = Math.Max(next, index - (14 * 24)); missed < index; missed++)
        {
            Step(missed, first.Value.AddHours(missed), [], unknown: true);
        }

        Step(index, hour, cells, unknown: false);
        next = index + 1;
    }

    private void Step(int index, DateTimeOffset at, IReadOnlyList<RouteCell> cells, bool unknown)
    {
        var byModel = cells.ToLookup(static cell => cell.Model);
        foreach (var model in byModel)
        {
            if (models.Count < rules.Most)
            {
                models.TryAdd(model.Key, new(model.Key, rules));
            }
        }

        usual = unknown ? usual : (usual * keep) + cells.Sum(static cell => cell.Usd);
        foreach (var (name, model) in models)
        {
            model.Add([.. byModel[name]], unknown, keep);
            model.Judge(index, at, model.Usual >= rules.Share * usual);
        }

        premium.Add(index, at, cells, unknown, keep);
    }
}
