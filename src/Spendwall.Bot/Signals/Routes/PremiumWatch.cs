using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Signals.Routes;

/// <summary>The share of spend that goes to premium models: of the last hours against its own record, and of three days against the second week before.</summary>
internal sealed class PremiumWatch(RouteRules rules)
{
    private const int Day = 24;

    private readonly RouteUse premium = new(rules);
    private readonly RouteUse rest = new(rules);
    private readonly RouteFigureWatch share = new(RouteFigure.Premium, "", rules.Window, rules);

    /// <summary>USD of the last two weeks by the hour: premium, and all of it; an unknown hour is nothing in both.</summary>
    private readonly double[] dear = new double[14 * Day];
    private readonly double[] all = new double[14 * Day];
    private HourSums usd = new(AnomalyClock.Steps(rules.Window, TimeSpan.FromHours(1)));
    private HourSums dearUsd = new(AnomalyClock.Steps(rules.Window, TimeSpan.FromHours(1)));
    private HourSums requests = new(AnomalyClock.Steps(rules.Window, TimeSpan.FromHours(1)));
    private int hours;

    public RouteSignal? Drift { get; private set; }

    /// <summary>A jump is no drift.</summary>
    public RouteSignal? Open => share.Open ?? Drift;

    public void Add(int index, DateTimeOffset at, IReadOnlyList<RouteCell> cells, bool unknown, double keep)
    {
        double dearNow = cells.Where(static cell => cell.IsPremium).Sum(static cell => cell.Usd);
        double allNow = cells.Sum(static cell => cell.Usd);
        Add(premium, cells.Where(static cell => cell.IsPremium), unknown, keep);
        Add(rest, cells.Where(static cell => !cell.IsPremium), unknown, keep);
        usd.Add(unknown ? double.NaN : allNow);
        dearUsd.Add(unknown ? double.NaN : dearNow);
        requests.Add(unknown ? double.NaN : cells.Sum(static cell => cell.Requests));
        dear[index % dear.Length] = unknown ? 0 : dearNow;
        all[index % all.Length] = unknown ? 0 : allNow;
        hours = Math.Max(hours, index + 1);

        double usual = premium.UsualUsd + rest.UsualUsd is > 0 and var sum ? premium.UsualUsd / sum : 0;
        double value = requests.Sum > rules.Records.Requests && usd.Sum > 0 ? dearUsd.Sum / usd.Sum : double.NaN;
        share.Observe(index, at, value, value - usual >= rules.Premium, () => new(default, "", default, 0, 0, More()));
        JudgeDrift(index, at);
    }

    private void JudgeDrift(int index, DateTimeOffset at)
    {
        if (hours < dear.Length || Share(index, 3 * Day, 0) is not { } now || Share(index, 7 * Day, 7 * Day) is not (> 0 and var before))
        {
            Drift = null;

            return;
        }

        bool open = now >= before * (Drift is null ? rules.Drift : rules.DriftOver) && now - before >= rules.Premium * (Drift is null ? 1 : 0.8);
        double volume = premium.Day + rest.Day;
        double more = double.IsNaN(volume) ? 0 : Math.Max(0, (now - before) / Math.Max(now, 1e-9)) * premium.Day * Dearer();
        Drift = open ? new(RouteFigure.PremiumDrift, "", Drift?.Since ?? at, now, before, Math.Max(more, Drift?.UsdPerDay ?? 0)) : null;
    }

    /// <summary>Of so many hours that ended so many hours ago.</summary>
    private double? Share(int index, int length, int ago)
    {
        double dearSum = 0, sum = 0;
        for (int hour = index - ago - length + 1; hour <= index - ago; hour++)
        {
            dearSum += dear[hour % dear.Length];
            sum += all[hour % all.Length];
        }

        return sum > 0 ? dearSum / sum : null;
    }

    /// <summary>What the tokens that moved to premium models cost more than the others would, in a day.</summary>
    private double More()
    {
        double near = premium.Near + rest.Near;
        double usual = premium.Usual + rest.Usual;
        double day = premium.Day + rest.Day;

        return near > 0 && usual > 0 && !double.IsNaN(day) ? day * ((premium.Near / near) - (premium.Usual / usual)) * Dearer() : 0;
    }

    /// <summary>USD per weighed token that a premium model asks more than another.</summary>
    private double Dearer() => rest.Usual > 0 ? Math.Max(0, premium.Price - rest.UsualPrice) : 0;

    private static void Add(RouteUse use, IEnumerable<RouteCell> cells, bool unknown, double keep)
    {
        double count = 0, tokens = 0, usd = 0;
        foreach (var cell in cells)
        {
            count += cell.Requests;
            tokens += cell.Tokens;
            usd += cell.Usd;
        }

        use.Add(unknown ? double.NaN : count, unknown ? double.NaN : tokens, usd, keep);
    }
}
