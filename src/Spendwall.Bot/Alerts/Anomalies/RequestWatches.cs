using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Routes;

namespace Spendwall.Bot.Alerts.Anomalies;

/// <summary>
/// Fallbacks and retries of all accounts that request records tell of. Records come late and are told again, so each new
/// hour all of the past is looked at anew.
/// </summary>
public sealed class RequestWatches(RequestStore records, ISpendLedger ledger)
{
    private readonly Dictionary<string, (DateTimeOffset Until, IReadOnlyList<RouteSignal> Open)> looks = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock one = new();

    /// <returns>What is open; empty where nobody sends records.</returns>
    public async Task<IReadOnlyList<RouteSignal>> ReadAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = UseReader.Settled(now.FloorHour(), now);
        lock (one)
        {
            if (looks.TryGetValue(account.Name, out var look) && look.Until == until)
            {
                return look.Open;
            }
        }

        var open = await LookAsync(account, until, cancellationToken);
        lock (one)
        {
            looks[account.Name] = (until, open);
        }

        return open;
    }

    private async Task<IReadOnlyList<RouteSignal>> LookAsync(AccountOptions account, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var by = RequestDimension.ModelRequested | RequestDimension.ModelServed | RequestDimension.Attempt | RequestDimension.Hour;
        var hours = (await records.SumsAsync(new(account.Name, new(until - AccountWatch.Reach, until), by), cancellationToken)).ToLookup(static sum => sum.Start!.Value, Cell);
        if (hours.Count == 0)
        {
            return [];
        }

        var watch = new RequestWatch(RouteRules.Shipped);
        for (var hour = hours.Min(static cells => cells.Key); hour < until; hour = hour.AddHours(1))
        {
            var cells = hours[hour];
            watch.Observe(hour, new(cells.Sum(static cell => cell.Requests), cells.Sum(static cell => cell.Fallbacks), cells.Sum(static cell => cell.Retries)));
        }

        var open = watch.Open.ToList();
        if (open.FindIndex(static signal => signal.Figure == RouteFigure.Fallbacks) is >= 0 and int at)
        {
            var cost = FallbackCost.Of(await UsesAsync(account, new(until.AddDays(-1), until), cancellationToken), await ledger.PricesAsync(account.Name, until, cancellationToken));
            open[at] = open[at] with { UsdPerDay = cost.Usd?.ToDouble() ?? 0, IsPriced = cost.Usd is not null };
        }

        return open;
    }

    private async Task<IEnumerable<FallbackUse>> UsesAsync(AccountOptions account, UtcRange day, CancellationToken cancellationToken) =>
        (await records.SumsAsync(new(account.Name, day, RequestDimension.ModelRequested | RequestDimension.ModelServed | RequestDimension.Route), cancellationToken))
            .Where(static sum => sum.Labels.IsFallback)
            .Select(static sum => RequestFallbacks.Use(sum));

    private static RequestCell Cell(RequestSum sum) =>
        new(sum.Figures.Requests, RequestFallbacks.Count(sum), sum.Attempt > 1 ? sum.Figures.Requests : 0);
}
