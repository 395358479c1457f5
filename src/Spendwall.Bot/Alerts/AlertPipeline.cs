using Spendwall.Bot.Money;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Events;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Incidents;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Promises;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Alerts;

/// <summary>
/// From an account's outlook to its incidents and what is to be posted about them: judged, decided and stored in one
/// transaction, so that a kill at any point leaves either all of it or nothing. Sending is <see cref="DeliveryPump"/>'s.
/// </summary>
public sealed class AlertPipeline(IncidentStore incidents, BudgetReader budgets, EventReader events, OwnerBook owners, AlertSettings settings)
{
    public async Task<IReadOnlyList<EvaluatedIncident>> EvaluateAsync(AccountOutlook outlook, CancellationToken cancellationToken)
    {
        var states = await budgets.ReadAsync(outlook, cancellationToken);
        var view = await events.ReadAsync(outlook, states, cancellationToken);
        var ownerships = await owners.ViewAsync(states.Select(static state => state.Budget.Scope), cancellationToken);

        return await incidents.ChangeAsync((work, token) => EvaluateAsync(work, outlook, states, view, ownerships, token), cancellationToken);
    }

    private async Task<IReadOnlyList<EvaluatedIncident>> EvaluateAsync(
        IncidentWork work, AccountOutlook outlook, IReadOnlyList<BudgetState> states, EventView view, OwnerView ownerships, CancellationToken cancellationToken)
    {
        string account = outlook.Account.Name;

        // Before the first reading there is nothing to look at: the first look is the one that sees something.
        bool firstLook = outlook.ObservedAt is not null && await work.MarkEvaluatedAsync(account, outlook.Now, cancellationToken);
        var open = (await work.OpenAsync(account, cancellationToken)).ToDictionary(static incident => incident.Fingerprint, StringComparer.Ordinal);
        var held = open.ToDictionary(static pair => pair.Key, static pair => new Held(pair.Value.Level, pair.Value.Step, pair.Value.OpenedAt), StringComparer.Ordinal);
        var verdicts = AlertPolicy.Judge(outlook, states, held)
            .Select(finding => view.Apply(finding, outlook, states, open.TryGetValue(finding.Fingerprint, out var before) ? AlertJson.ReadCondition(before.Detail) : null))
            .ToDictionary(static finding => finding.Fingerprint, StringComparer.Ordinal);
        if (outlook.Failing.Count == 0)
        {
            foreach (string gone in open.Keys.Where(fingerprint => !verdicts.ContainsKey(fingerprint)))
            {
                verdicts[gone] = new Finding.Cleared(gone, "It is not watched any more, or its period is over");
            }
        }

        var decided = verdicts.Values
            .Where(static finding => finding is not Finding.Unknown)
            .Select(finding => Decide(open.GetValueOrDefault(finding.Fingerprint), finding, outlook, ownerships))
            .Where(static item => item.Decision.After is not null)
            .ToList();
        var loudest = firstLook
            ? decided.Where(static item => item.Decision.Reason == AlertReason.First).OrderByDescending(static item => item.Decision.After!.Level).FirstOrDefault()
            : null;
        var told = new List<EvaluatedIncident>();
        foreach (var item in decided)
        {
            bool isHistory = firstLook && item.Decision.Reason == AlertReason.First && item != loudest;
            var decision = isHistory
                ? item.Decision with { Reason = AlertReason.None, Skip = new("first_look", "At the first look at an account only the most severe is told; this is listed by /alerts.") }
                : item.Decision;
            var incident = await work.PutAsync(decision.After!, cancellationToken);
            if (item.Finding is Finding.Holds { Condition.Event: { Explains: true } note })
            {
                await work.Events.UsedAsync(note.Events, outlook.Now, cancellationToken);
            }

            await RecordAsync(work, item with { Decision = decision }, incident, cancellationToken);
            await AnnounceAsync(work, item with { Decision = decision }, incident, outlook, decided.Count(static one => one.Decision.After!.State != IncidentState.Resolved) - 1, cancellationToken);
            told.Add(new(incident, decision.Reason));
        }

        await work.Promises.AddAsync(PromiseMaker.Of(outlook, states, told), cancellationToken);

        return told;
    }

    /// <summary>Where the ladder ends; null: no fallback channel is set, and a line in the thread has to do.</summary>
    private string? LastChannel => settings.Fallback is null ? null : AlertRouter.Route([], settings.Fallback, settings.Platforms).Channels[0];

    private Item Decide(Incident? before, Finding finding, AccountOutlook outlook, OwnerView ownerships)
    {
        var scope = (finding as Finding.Holds)?.Condition.Scope ?? before?.Scope;
        var match = scope is null ? null : ownerships.Find(scope);
        finding = finding is Finding.Holds holds ? new Finding.Holds(RiseClasses.Classify(holds.Condition, outlook, match is not null)) : finding;
        var moment = new AlertMoment(outlook.Now, settings.Cadence) { QuietUntil = settings.Quiet?.Until(outlook.Now), Owner = match?.Owner, Target = match?.Target };

        return new(before, finding, match, moment, IncidentMachine.Decide(before, outlook.Account.Name, (finding as Finding.Holds)?.Condition, moment));
    }

    private async Task RecordAsync(IncidentWork work, Item item, Incident incident, CancellationToken cancellationToken)
    {
        var decision = item.Decision;
        var now = item.Moment.Now;
        string? reason = decision switch
        {
            { Reason: not AlertReason.None } => decision.Reason.ToString(),
            { Eased: true } => "Eased",
            _ when item.Before is null => "Opened",
            _ when incident.State == IncidentState.Resolved => "Resolved",
            _ when item.Before.Level != incident.Level => "Changed",
            _ => null,
        };
        if (reason is not null)
        {
            string text = item.Finding switch
            {
                Finding.Cleared cleared => cleared.Text,
                Finding.Holds when decision.Reason is AlertReason.Escalated or AlertReason.Reminded => Text(item, incident),
                Finding.Holds { Condition.Event: { } note } when decision.Reason is AlertReason.Explained or AlertReason.Worse or AlertReason.First => $"{note.Text}. {incident.Title}",
                _ => incident.Title,
            };
            work.Add(new IncidentTransition { Incident = incident.Number, At = now, Reason = reason, State = incident.State, Level = incident.Level, Actor = "bot", Text = text });
        }

        if (decision.Skip is { } skip)
        {
            await work.SkipAsync(incident.Id, "", skip.Reason, skip.Text, now, cancellationToken);
        }
    }

    private async Task AnnounceAsync(
        IncidentWork work, Item item, Incident incident, AccountOutlook outlook, int others, CancellationToken cancellationToken)
    {
        var decision = item.Decision;
        if (decision.Reason == AlertReason.None && !decision.Refresh)
        {
            return;
        }

        var route = AlertRouter.Route(item.Match, [outlook.Account], settings);
        if (decision.Reason == AlertReason.First)
        {
            foreach (var (channel, skip) in route.Skips)
            {
                await work.SkipAsync(incident.Id, channel, skip.Reason, skip.Text, outlook.Now, cancellationToken);
            }
        }

        var condition = (item.Finding as Finding.Holds)?.Condition ?? AlertJson.ReadCondition(incident.Detail) ?? Fallback(incident);
        var announcement = new Announcement(incident, condition, decision.Reason, item.Moment.Owner, route.Channels, Text(item, incident), outlook.Now)
        {
            Resolution = (item.Finding as Finding.Cleared)?.Text,
            Others = decision.Reason == AlertReason.First ? others : 0,
            QuietUntil = item.Moment.QuietUntil,
            Cadence = settings.Cadence,
            Target = item.Moment.Target,
            LastChannel = LastChannel,
        };
        await announcement.EnqueueAsync(work, cancellationToken);
    }

    private string Text(Item item, Incident incident) => item.Decision switch
    {
        { Reason: AlertReason.Explained } => ((Finding.Holds)item.Finding).Condition.Event!.Text,
        { Reason: AlertReason.First } when item.Before is not null => incident.Title,
        { Reason: AlertReason.Worse } when item.Before is { State: IncidentState.Explained } => $"Not explained any more: {Why(item)}{incident.Title}",
        { Reason: AlertReason.Worse } => $"Worse: {incident.Title}",
        { Reason: AlertReason.StillTrue } => $"Still true after {Wording.Duration(item.Moment.Now - incident.OpenedAt)}: {incident.Title}",
        { Reason: AlertReason.Recovered } => $"Recovered after {Wording.Duration(item.Moment.Now - incident.OpenedAt)}: {((Finding.Cleared)item.Finding).Text}",
        { Reason: AlertReason.Escalated } => EscalationText.Said(incident, ((Finding.Holds)item.Finding).Condition, item.Moment.Target, LastChannel, item.Moment.Now),
        { Reason: AlertReason.Reminded } => $"Not over {Wording.Duration(item.Moment.Now - (incident.ActedAt ?? incident.OpenedAt))} after {incident.ActedBy} acknowledged it: {incident.Title}",
        { Eased: true } => $"Eased to {incident.Level.ToString().ToLowerInvariant()}: {incident.Title}",
        _ => "",
    };

    private static string Why(Item item) => item.Finding is Finding.Holds { Condition.Event: { } note } ? $"{note.Text}. " : "";

    private static Condition Fallback(Incident incident) => new()
    {
        Kind = incident.Kind,
        Fingerprint = incident.Fingerprint,
        Scope = incident.Scope,
        Level = incident.Level,
        Title = incident.Title,
    };

    private sealed record Item(Incident? Before, Finding Finding, OwnerMatch? Match, AlertMoment Moment, AlertDecision Decision);
}

/// <summary>An incident that an evaluation touched.</summary>
public sealed record EvaluatedIncident(Incident Incident, AlertReason Reason);
