using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>
/// Reports launches and renewals that ended, by themselves or by hand, once, where their scope is told of. Usage of the last
/// hours is waited for; what ended while the bot was down is made up for.
/// </summary>
public sealed class WindowReports(EventStore events, IEventMeter meter, IScopeUse use, IncidentStore store, ScopeHomes homes, ScopeRoutes routes)
{
    /// <summary>Of an end that lies further back nobody waits for a report.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromDays(7);

    /// <returns>How many were reported.</returns>
    public async Task<int> PostAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        int posted = 0;
        foreach (var window in await events.UnreportedAsync(now - Back - EventEnds.Grace, now - EventEnds.Grace, cancellationToken))
        {
            // One that was ended before it began was none.
            string? post = window.Until > window.From ? AlertJson.Write((await ReadAsync(window, now, cancellationToken)).ToNote()) : null;
            var channels = (await routes.OfAsync(window.Scope, cancellationToken)).Channels;
            posted += await store.ChangeAsync(
                async (work, token) =>
                {
                    if (!await work.Events.ReportAsync(window.Number, now, token) || post is null)
                    {
                        return 0;
                    }

                    string subject = $"{window.Id} report";
                    foreach (string channel in channels)
                    {
                        await work.Outbox.ClaimAsync(new(subject, channel, DeliveryKind.Root, "Report", post) { Key = $"{window.Id}:report:{channel}", IsNews = true }, now, token);
                    }

                    return 1;
                },
                cancellationToken);
        }

        return posted;
    }

    public async Task<WindowReport> ReadAsync(SpendEvent window, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hours = WindowReport.Hours(window);
        var inside = new List<Incident>();
        foreach (var incident in await store.OpenedAsync(hours, cancellationToken))
        {
            if (EventScope.CanMeet(window.Scope, homes.WithProvider(incident.Scope)))
            {
                inside.Add(incident);
            }
        }

        inside.Reverse();

        return new(
            window,
            await use.ReadAsync(window.Scope, WindowReport.WeekBefore(window), now, cancellationToken),
            await use.ReadAsync(window.Scope, hours, now, cancellationToken),
            await meter.MeasureAsync(window, here: null, within: null, now, cancellationToken),
            inside);
    }
}
