using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Events;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Events;

/// <summary>
/// Puts on record that events ended; whoever added one that explained nothing is told so where they added it. One that a
/// program sent was added nowhere: that most of its releases explain nothing is as it should be, and goes on record only.
/// </summary>
public sealed class EventEnds(EventStore events, IncidentStore store, OwnerBook owners, AlertSettings settings)
{
    /// <summary>Usage of its last hours is still to come in.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(6);

    /// <returns>How many ended.</returns>
    public async Task<int> CloseAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!await events.AnyEndedAsync(now - Grace, cancellationToken))
        {
            return 0;
        }

        return await store.ChangeAsync(
            async (work, token) =>
            {
                var ended = await work.Events.EndedAsync(now - Grace, token);
                foreach (var happening in ended)
                {
                    var audit = new AuditEntry("bot", "", "event.expire", happening.Scope.Text, GovernanceJson.Of(happening), null);
                    await work.Events.CloseAsync(happening, audit, now, token);
                    if (happening.UsedAt is null && happening.Channel.Length > 0)
                    {
                        await NoteAsync(work, happening, now, token);
                    }
                }

                return ended.Count;
            },
            cancellationToken);
    }

    private async Task NoteAsync(IncidentWork work, SpendEvent happening, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string by = await owners.NameOfAsync(happening.AddedBy, cancellationToken);
        var note = new AlertPost.Note(
            $"{EventMatcher.Names([happening])} ended {Wording.Instant(happening.Until)} and explained nothing",
            $"Added by {by} for {happening.Scope}: no rise that began while it lasted was inside its scope and bound.");
        foreach (string channel in AlertRouter.Route([happening.Channel], settings.Fallback, settings.Platforms).Channels)
        {
            var draft = new DeliveryDraft(happening.Id, channel, DeliveryKind.Root, "Expired", AlertJson.Write(note)) { Key = $"{happening.Id}:expired:{channel}" };
            await work.Outbox.ClaimAsync(draft, now, cancellationToken);
        }
    }
}
