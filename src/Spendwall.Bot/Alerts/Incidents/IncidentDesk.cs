using System.Globalization;
using System.Text.Json.Nodes;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts.Incidents;

/// <summary>Where people act on incidents: permission, staleness, change, audit and the public line in the thread.</summary>
public sealed class IncidentDesk(IncidentStore store, OwnerBook owners, IPermissions permissions)
{
    /// <summary>Reads <c>INC-12</c>, <c>inc12</c>, <c>#12</c> or <c>12</c>; null: it is none.</summary>
    public static long? Number(string text)
    {
        string digits = text.Trim().TrimStart('#');
        if (digits.StartsWith("inc", StringComparison.OrdinalIgnoreCase))
        {
            digits = digits[3..].TrimStart('-', ' ');
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 ? number : null;
    }

    /// <param name="seenVersion">The version that the actor saw; 0: not told.</param>
    public async Task<DeskOutcome> ActAsync(
        long number, int seenVersion, Actor actor, DateTimeOffset now, Func<Incident, string, ActionOutcome> action, CancellationToken cancellationToken)
    {
        var (refused, found) = await FindAsync(number, actor, cancellationToken);
        if (found is not { } incident)
        {
            return refused!;
        }

        string known = await owners.NameOfAsync(actor.Identity, cancellationToken);
        string by = known == actor.Identity && actor.Name is { Length: > 0 } name ? name : known;
        var ownerships = await owners.ViewAsync([incident.Scope], cancellationToken);

        return await store.ChangeAsync(
            async (work, token) => await ApplyAsync(work, number, seenVersion, actor, by, ownerships, now, action, token), cancellationToken);
    }

    /// <summary>For what asks back before it acts: who may not act is not asked.</summary>
    /// <returns>Null: the actor may act on it.</returns>
    public async Task<DeskOutcome.Refused?> RefusalAsync(long number, Actor actor, CancellationToken cancellationToken) => (await FindAsync(number, actor, cancellationToken)).Refused;

    /// <returns>The incident, or why the actor cannot act on it.</returns>
    private async Task<(DeskOutcome.Refused? Refused, Incident? Incident)> FindAsync(long number, Actor actor, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(number, cancellationToken) is not { } incident)
        {
            return (new("unknown", $"There is no incident INC-{number}.", "/alerts lists what is open."), null);
        }

        return await RefusalAsync(incident, actor, cancellationToken) is { } refusal ? (new("permission", refusal, "Ask one of them, or act in that channel."), null) : (null, incident);
    }

    private static async Task<DeskOutcome> ApplyAsync(
        IncidentWork work, long number, int seenVersion, Actor actor, string by, OwnerView ownerships, DateTimeOffset now, Func<Incident, string, ActionOutcome> action, CancellationToken cancellationToken)
    {
        var before = await work.FindAsync(number, cancellationToken) ?? throw new InvalidOperationException($"INC-{number} was there a moment ago.");
        if (seenVersion > 0 && seenVersion < before.Version)
        {
            return new DeskOutcome.Refused(
                "stale", $"{before.Id} has changed since that message: it is {State(before)} now. Nothing was done.", $"/why {before.Id} tells what happened.");
        }

        switch (action(before, by))
        {
            case ActionOutcome.Refused refused:
                return new DeskOutcome.Refused(refused.Kind, refused.Message, refused.Fix);

            case ActionOutcome.Done done:
                bool isTaken = done.After.Version != before.Version;
                var after = await work.PutAsync(isTaken ? done.After with { ActedById = actor.Identity, ActedAt = now, RemindedAt = null } : done.After, cancellationToken);
                work.Add(new IncidentTransition
                {
                    Incident = after.Number,
                    At = now,
                    Reason = done.Reason,
                    State = after.State,
                    Level = after.Level,
                    Actor = actor.Identity,
                    Text = done.Text,
                });
                work.Audit(now, actor.Entry($"incident.{done.Reason.ToLowerInvariant()}", after.Id, Json(before), Json(after)));

                // What is over stays as its message tells it.
                if (after.State != IncidentState.Resolved && AlertJson.ReadCondition(after.Detail) is { } condition)
                {
                    var owner = ownerships.Find(after.Scope)?.Owner;
                    await new Announcement(after, condition, AlertReason.None, owner, [], done.Text, now) { Target = ownerships.Find(after.Scope)?.Target }.EnqueueAsync(work, cancellationToken);
                }

                return new DeskOutcome.Done(after, done.Text);

            default:
                throw new InvalidOperationException("An action is done or refused.");
        }
    }

    /// <summary>Who may operate by the ladder may; else who is where the alert was posted.</summary>
    private async Task<string?> RefusalAsync(Incident incident, Actor actor, CancellationToken cancellationToken)
    {
        var decision = await permissions.DecideAsync(actor, AccessLevel.Operate, incident.Scope, cancellationToken);
        if (decision.Allowed)
        {
            return null;
        }

        var channels = await store.ChannelsAsync([incident.Id], cancellationToken);

        return actor.Channel.Length > 0 && channels.GetValueOrDefault(incident.Id, []).Contains(actor.Channel, StringComparer.Ordinal) ? null : decision.Reason;
    }

    private static string State(Incident incident) => incident.State switch
    {
        IncidentState.Acknowledged => $"acknowledged by {incident.ActedBy}",
        IncidentState.Snoozed => $"snoozed by {incident.ActedBy}",
        var other => $"{other.ToString().ToLowerInvariant()} at {incident.Level.ToString().ToLowerInvariant()}",
    };

    private static string Json(Incident incident) => new JsonObject
    {
        ["state"] = incident.State.ToString(),
        ["level"] = incident.Level.ToString(),
        ["version"] = incident.Version,
        ["useful"] = incident.Useful,
        ["snoozed_until"] = incident.SnoozedUntil?.ToString("O", CultureInfo.InvariantCulture),
    }.ToJsonString();
}

public abstract record DeskOutcome
{
    private DeskOutcome()
    {
    }

    public sealed record Done(Incident Incident, string Text) : DeskOutcome;

    public sealed record Refused(string Kind, string Message, string Fix) : DeskOutcome;
}
