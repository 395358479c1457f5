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

    public AlertCadence Cadence { get; init; } = AlertCadence.Default;

    /// <summary>Who is called next when the owner does not act; null: nobody was named.</summary>
    public Principal? Target { get; init; }

    /// <summary>Where what nobody acts on is told in the end; null: nowhere else.</summary>
    public string? LastChannel { get; init; }

    private bool IsCritical => Incident.Level >= AlertLevel.Critical;

    /// <summary>
    /// Whom this calls: the owner at the first post and when it gets worse, never for a notice; who comes next when nobody
    /// acts; who took it on and is reminded.
    /// </summary>
    private Principal? Call => Reason switch
    {
        AlertReason.First or AlertReason.Worse when Incident.Level >= AlertLevel.Warning => Owner,
        AlertReason.Escalated when Incident.Rung == LadderRung.Target => Target,
        AlertReason.Escalated when Cadence.Here => Principal.Here,
        AlertReason.Reminded => Actor,
        _ => null,
    };

    /// <summary>Who acted last.</summary>
    private Principal? Actor => Incident.ActedById?.Split(':', 2) is [var platform, var id]
        ? new(Incident.ActedBy ?? Incident.ActedById, PrincipalKind.User, new Dictionary<string, string> { [platform] = id })
        : null;

    /// <summary>
    /// Puts it into the outbox: a root message where there is none, else an edit of it and, for what people should
    /// notice, a line in its thread; what is told in another's thread goes on there.
    /// </summary>
    public async Task EnqueueAsync(IncidentWork work, CancellationToken cancellationToken)
    {
        var places = await work.Outbox.RootsAsync(Incident.Id, cancellationToken);
        var guests = (await work.Outbox.GuestPlacesAsync(Incident.Id, cancellationToken)).Where(guest => places.All(place => place.Channel != guest.Channel)).ToList();
        if (places.Count == 0 && IsWorthARoot(Reason))
        {
            await BeginAsync(work, cancellationToken);
        }
        else
        {
            foreach (var guest in guests)
            {
                await GuestAsync(work, guest.Host, guest.Channel, cancellationToken);
            }
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

        if (places.Count == 0 && guests.Count == 0 && !IsWorthARoot(Reason) && Text.Length > 0)
        {
            await work.SkipAsync(Incident.Id, "", "no_message", "It has no message anywhere that this could be told under; /alerts lists it.", Now, cancellationToken);
        }

        if (Reason == AlertReason.Escalated && Incident.Rung == LadderRung.Channel)
        {
            await LastAsync(work, places, cancellationToken);
        }
    }

    /// <summary>Whether a reason is one to post a root message for where there is none.</summary>
    public static bool IsWorthARoot(AlertReason reason) => reason is not (AlertReason.None or AlertReason.Recovered or AlertReason.Reminded);

    private async Task BeginAsync(IncidentWork work, CancellationToken cancellationToken)
    {
        foreach (string channel in Channels)
        {
            if (await Grouping.FindAsync(work, Incident, channel, Reason, Cadence, NotBefore, Now, cancellationToken) is { } group)
            {
                await work.SkipAsync(Incident.Id, channel, group.Skip.Reason, group.Skip.Text, Now, cancellationToken);
                await GuestAsync(work, group.Host, channel, cancellationToken);
            }
            else
            {
                await BeginAsync(work, channel, cancellationToken);
            }
        }
    }

    private async Task BeginAsync(IncidentWork work, string channel, CancellationToken cancellationToken)
    {
        // Told late (it was not the most severe at the first look) is still told for the first time here.
        bool mention = Reason == AlertReason.Escalated ? Call is not null : Incident.Level >= AlertLevel.Warning && Reason != AlertReason.Explained;
        await work.Outbox.EnqueueAsync(Root(channel) with { Mention = mention, NotBefore = NotBefore, Urgent = IsCritical }, Now, cancellationToken);
        await HeldAsync(work, channel, cancellationToken);
    }

    /// <summary>Tells it in the thread of another message, and in that message when it is one that rolls others up.</summary>
    private async Task GuestAsync(IncidentWork work, string host, string channel, CancellationToken cancellationToken)
    {
        string said = Text.Length > 0 ? Text : IsWorthARoot(Reason) ? Incident.Title : "";
        if (said.Length == 0)
        {
            return;
        }

        bool isRollUp = Grouping.IsRollUp(host);
        var reply = new AlertPost.Reply(host, Incident.Level, $"{Incident.Id}{(Reason == AlertReason.First && !isRollUp ? ", too" : "")}: {said}", Call ?? Owner);
        if (isRollUp)
        {
            var listed = reply with { Incident = Incident.Id };
            var told = (await work.Outbox.GuestsAsync(host, channel, cancellationToken)).Select(AlertJson.ReadPost).OfType<AlertPost.Reply>().Append(listed).ToList();
            var root = new DeliveryDraft(host, channel, DeliveryKind.Root, nameof(AlertReason.First), AlertJson.Write(Grouping.RollUp(told))) { NotBefore = NotBefore };
            await work.Outbox.EnqueueAsync(root, Now, cancellationToken);
            reply = listed;
        }

        string key = await work.Outbox.GuestKeyAsync(Incident.Id, channel, cancellationToken);
        var draft = new DeliveryDraft(host, channel, DeliveryKind.Reply, Reason.ToString(), AlertJson.Write(reply)) { Key = key, Mention = Call is not null, NotBefore = NotBefore };
        await work.Outbox.EnqueueAsync(draft, Now, cancellationToken);
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

    private async Task UpdateAsync(IncidentWork work, RootPlace place, CancellationToken cancellationToken)
    {
        bool? mention = place.Begun ? false : Reason switch
        {
            AlertReason.Recovered or AlertReason.Explained or AlertReason.Reminded => false,
            AlertReason.Worse or AlertReason.Escalated => Call is not null,
            _ => null,
        };
        bool urgent = Reason == AlertReason.Worse && IsCritical;
        await work.Outbox.EnqueueAsync(Root(place.Channel) with { Mention = mention, Urgent = urgent }, Now, cancellationToken);
        if (!place.Begun || Text.Length == 0)
        {
            return;
        }

        var reply = new AlertPost.Reply(Incident.Id, Incident.Level, Text, Call ?? Owner);
        bool waits = Reason is AlertReason.Worse or AlertReason.StillTrue;
        var draft = new DeliveryDraft(Incident.Id, place.Channel, DeliveryKind.Reply, Reason.ToString(), AlertJson.Write(reply))
        {
            Mention = Call is not null,
            NotBefore = waits ? NotBefore : null,
            Urgent = urgent,
        };
        await work.Outbox.EnqueueAsync(draft, Now, cancellationToken);
        if (waits)
        {
            await HeldAsync(work, place.Channel, cancellationToken);
        }
    }

    /// <summary>The end of the ladder: the incident's message in the fallback channel too, kept up to date like the others.</summary>
    private async Task LastAsync(IncidentWork work, IReadOnlyList<RootPlace> places, CancellationToken cancellationToken)
    {
        if (LastChannel is not { } last)
        {
            await work.SkipAsync(Incident.Id, "", "no_fallback", "No FallbackChannel is set: where it was told already, a line says that nobody acts.", Now, cancellationToken);

            return;
        }

        bool isThere = places.Any(place => place.Channel == last && !place.Gone) || (places.Count == 0 && Channels.Contains(last, StringComparer.OrdinalIgnoreCase));
        if (isThere)
        {
            await work.SkipAsync(Incident.Id, last, "told_there", "Its message is in the fallback channel already: a line in its thread says that nobody acts.", Now, cancellationToken);
        }
        else
        {
            await work.Outbox.EnqueueAsync(Root(last) with { Mention = Call is not null, Urgent = IsCritical }, Now, cancellationToken);
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
            Incident.Id, Incident.Version, Incident.State, Condition, Owner, Incident.OpenedAt, Now, Incident.ActedBy, Incident.SnoozedUntil, Incident.ResolvedAt, Resolution, Others)
        {
            Call = Reason == AlertReason.Escalated ? Call : null,
            Escalation = Incident.State == IncidentState.Open ? EscalationText.Line(Incident, Condition, Target, LastChannel) : null,
        };

        return new(Incident.Id, channel, DeliveryKind.Root, Reason.ToString(), AlertJson.Write(new AlertPost.Root(notice))) { IsNews = Reason != AlertReason.None };
    }
}
