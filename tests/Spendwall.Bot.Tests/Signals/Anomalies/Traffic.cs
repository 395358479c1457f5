using Spendwall.Bot.Signals.Anomalies;

namespace Spendwall.Bot.Tests.Signals.Anomalies;

/// <summary>Three weeks of two callers with a day's rhythm and a little noise, to be bent by a test.</summary>
internal static class Traffic
{
    public static readonly DateTimeOffset Start = new(2026, 10, 5, 0, 0, 0, TimeSpan.Zero);

    public const int Hours = 24 * 21;

    public static List<UsageHour> Steady(Func<int, UsageCell, IEnumerable<UsageCell>>? bend = null, double scale = 1, int hours = Hours)
    {
        var random = new Random(7);
        var list = new List<UsageHour>();
        for (int i = 0; i < hours; i++)
        {
            double rhythm = 1 + (0.5 * Math.Sin(i % 24 / 24.0 * 2 * Math.PI));
            var cells = new List<UsageCell>();
            foreach (var (caller, model, size, price) in new[] { ("search", "small", 1000.0, 0.002), ("chat", "small", 600.0, 0.003) })
            {
                double requests = Math.Round(size * rhythm * (1 + (0.02 * (random.NextDouble() - 0.5))));
                var cell = new UsageCell(caller, model, requests, requests * 800, requests * 100, requests * price * scale, 0);
                cells.AddRange(bend?.Invoke(i, cell) ?? [cell]);
            }

            list.Add(new(Start.AddHours(i), cells.Sum(static cell => cell.Usd), cells));
        }

        return list;
    }

    public static List<AnomalySignal> Watch(IEnumerable<UsageHour> hours)
    {
        var watch = new ScopeWatch(TimeSpan.FromHours(1), AnomalyRules.Shipped);

        return [.. hours.SelectMany(watch.Observe)];
    }

    public static int HourOf(AnomalySignal signal) => (int)(signal.At - Start).TotalHours;
}
