using Spendwall.Bot.Money;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>One thing to be told about an incident, and to whom.</summary>
/// <param name="Channels">Where it is told first, if it was told nowhere yet.</param>
/// <param name="Text">For the thread.</param>
internal sealed record Announcement(Incident Incident, Condition Condition, AlertReason Reason, Principal? Owner, IReadOnlyList<string> Channels, string Text, DateTimeOffset Now)
{
    /// <summary>How it ended, when it did.</summary>
    public string? Resolution { get; init; }

    public int Others { get; init; }

    /// <summary>Not before this, unless it is urgent.</summary>
    public DateTimeOffset? QuietUntil { get; init; }

    private bool IsCritical => Incident.Level >= AlertLevel.Critical;

    /// <summary>Called for at the first post and when it gets worse, never for a notice.</summary>
    private bool Mentions => Reason is AlertReason.First or AlertReason.Worse && Incident.Level >= AlertLevel.Warning;

    /// <summary>
    /// Puts it into the outbox: a root message where there is none, else an edit of it and, for what people should
    /// notice, a line in its thread.
    /// </summary>
    public async Task EnqueueAsync(IncidentWork work, CancellationToken cancellationToken)
    {
        var places = await work.Outbox.RootsAsync(Incident.Id, cancellationToken);
        if (places.Count == 0)
        {
            if (IsWorthARoot(Reason))
            {
                await BeginAsync(work, cancellationToken);
            }

            return;
        }

        foreach (var place in places)
        {
            if (place.Gone)
            {
                await RenewAsync(work, place.Channel, cancellationToken);
            }
            else if (Reason == AlertReason.Recovered && !place.Begun && place.DueAt > Now)
            {
                await work.Outbox.DropAsync(Incident.Id, place.Channel, cancellationToken);
                await work.SkipAsync(Incident.Id, place.Channel, "over_in_quiet_hours", "It was over before the quiet hours were.", Now, cancellationToken);
            }
            else
            {
                await UpdateAsync(work, place, cancellationToken);
            }
        }
    }

    private async Task BeginAsync(IncidentWork work, CancellationToken cancellationToken)
    {
        foreach (string channel in Channels)
        {
            await BeginAsync(work, channel, cancellationToken);
        }
    }

    private async Task BeginAsync(IncidentWork work, string channel, CancellationToken cancellationToken)
    {
        // Told late (it was not the most severe at the first look) is still told for the first time here.
        bool mention = Incident.Level >= AlertLevel.Warning && Reason != AlertReason.Explained;
        await work.Outbox.EnqueueAsync(Root(channel) with { Mention = mention, NotBefore = NotBefore, Urgent = IsCritical }, Now, cancellationToken);
        await HeldAsync(work, channel, cancellationToken);
    }

    /// <summary>Somebody deleted the root message: what people should act on is told anew, the rest is not.</summary>
    private async Task RenewAsync(IncidentWork work, string channel, CancellationToken cancellationToken)
    {
        if (IsWorthARoot(Reason))
        {
            await BeginAsync(work, channel, cancellationToken);
        }
        else
        {
            await work.SkipAsync(Incident.Id, channel, "root_gone", "Its message was deleted there; it is told anew when it gets worse or stays.", Now, cancellationToken);
        }
    }

    /// <summary>Whether a reason is one to post a root message for where there is none.</summary>
    public static bool IsWorthARoot(AlertReason reason) => reason is not (AlertReason.None or AlertReason.Recovered);

    private async Task UpdateAsync(IncidentWork work, RootPlace place, CancellationToken cancellationToken)
    {
        bool? mention = place.Begun ? false : Reason switch
        {
            AlertReason.Recovered or AlertReason.Explained => false,
            AlertReason.Worse => Mentions,
            _ => null,
        };
        bool urgent = Reason == AlertReason.Worse && IsCritical;
        await work.Outbox.EnqueueAsync(Root(place.Channel) with { Mention = mention, Urgent = urgent }, Now, cancellationToken);
        if (!place.Begun || Text.Length == 0)
        {
            return;
        }

        var reply = new AlertPost.Reply(Incident.Id, Incident.Level, Text, Owner);
        bool waits = Reason is AlertReason.Worse or AlertReason.StillTrue;
        var draft = new DeliveryDraft(Incident.Id, place.Channel, DeliveryKind.Reply, Reason.ToString(), AlertJson.Write(reply))
        {
            Mention = Mentions,
            NotBefore = waits ? NotBefore : null,
            Urgent = urgent,
        };
        await work.Outbox.EnqueueAsync(draft, Now, cancellationToken);
        if (waits)
        {
            await HeldAsync(work, place.Channel, cancellationToken);
        }
    }

    private DateTimeOffset? NotBefore => IsCritical ? null : QuietUntil;

    private async Task HeldAsync(IncidentWork work, string channel, CancellationToken cancellationToken)
    {
        if (NotBefore is { } until)
        {
            await work.SkipAsync(Incident.Id, channel, "quiet_hours", $"Quiet hours: it is held until {Wording.Instant(until)}.", Now, cancellationToken);
        }
    }

    private DeliveryDraft Root(string channel)
    {
        var notice = new AlertNotice(
            Incident.Id, Incident.Version, Incident.State, Condition, Owner, Incident.OpenedAt, Now, Incident.ActedBy, Incident.SnoozedUntil, Incident.ResolvedAt, Resolution, Others);

        return new(Incident.Id, channel, DeliveryKind.Root, Reason.ToString(), AlertJson.Write(new AlertPost.Root(notice))) { IsNews = Reason != AlertReason.None };
    }
}
