using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Events;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>What an event's scope cost, against what was to be expected.</summary>
public interface IEventMeter
{
    /// <param name="here">The account that is judged; null: none in particular.</param>
    /// <param name="within">Only what lies in this scope too; null: all of the event's.</param>
    Task<MeteredEvent> MeasureAsync(SpendEvent happening, AccountOptions? here, Scope? within, DateTimeOffset now, CancellationToken cancellationToken);
}
