using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Exceptions;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>Where more than a budget is asked for and decided on: rights, change, audit and message in one transaction.</summary>
public sealed class ExceptionDesk(
    ExceptionStore store,
    BudgetBook budgets,
    BudgetReader reader,
    IAccountOutlooks outlooks,
    IUnitCosts costs,
    OwnerBook owners,
    ExceptionRights rights,
    ScopeRoutes routes,
    SpendwallOptions options)
{
    /// <summary>What lasts longer is the budget.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(92);

    public const int LongestText = 500;

    /// <summary>Of one who asks: more at once is a flood.</summary>
    private const int MostWaiting = 5;

    private static readonly TimeSpan Compared = TimeSpan.FromDays(7);

    private const string Example = "Such as /budget request openai-acme +500 until:fri reason:\"launch\" evidence:https://…";

    public async Task<ChangeOutcome<BudgetException>> RequestAsync(ExceptionDraft draft, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = draft.Until ?? draft.Budget.At(now).End;
        if (FaultOf(draft, until, now) is { } fault)
        {
            return new ChangeOutcome<BudgetException>.Refused("usage", fault, Example);
        }

        var budget = draft.Budget;
        if (await rights.AskRefusalAsync(budget.Scope, actor, cancellationToken) is { } refusal)
        {
            return new ChangeOutcome<BudgetException>.Refused("permission", refusal, "Ask one of them.");
        }

        var outlook = await reader.AccountsAsync(budget.Scope, cancellationToken) is [var account] ? await outlooks.ReadAsync(account, now, cancellationToken) : null;
        var state = await reader.StateAsync(budget, outlook, now, cancellationToken);
        var approver = await rights.ApproverAsync(budget, state.Budget.Extra + draft.Amount, actor, cancellationToken);
        var exception = new BudgetException
        {
            Scope = budget.Scope,
            Period = budget.Period,
            Amount = draft.Amount,
            Reason = draft.Reason.Trim(),
            Evidence = draft.Evidence.Trim(),
            RequestedBy = actor.Identity,
            RequestedName = await rights.NameAsync(actor, cancellationToken),
            Channel = actor.Channel,
            RequestedAt = now,
            LapsesAt = Earlier(now + options.Limits.RequestLapses, until),
            Until = until,
            Approver = approver.Text,
            ApproverScope = approver.Scope,
            NeedsAdmin = approver.NeedsAdmin,
        };
        var today = now.FloorHour();
        var current = await costs.OfAsync(budget.Scope, new(today - Compared, today), now, cancellationToken);
        var before = await costs.OfAsync(budget.Scope, new(today - (2 * Compared), today - Compared), now, cancellationToken);
        var channels = (await routes.OfAsync(budget.Scope, cancellationToken)).Channels;
        var (stored, added) = await store.AddAsync(
            exception,
            waiting => InTheWay(waiting, exception),
            after => actor.Entry("exception.request", after.Id, null, GovernanceJson.Of(after)),
            async (outbox, after, token) =>
            {
                string post = AlertJson.Write(ExceptionNote.Asked(after, state, before, current, approver.Who));
                foreach (string channel in channels)
                {
                    await outbox.EnqueueAsync(new(after.Id, channel, DeliveryKind.Root, "Asked", post) { Mention = approver.Who.Count > 0, IsNews = true }, now, token);
                }
            },
            cancellationToken);

        return added
            ? new ChangeOutcome<BudgetException>.Done(stored)
            : new ChangeOutcome<BudgetException>.Refused("conflict", $"{stored.Id} waits for a decision already: {ExceptionNote.Outcome(stored)}.", $"/budget deny {stored.Id} takes your own back.");
    }

    /// <summary>Grants it or does not. Of several who decide at once, one does; what is overdue nobody decides.</summary>
    public async Task<ChangeOutcome<BudgetException>> DecideAsync(long number, bool approve, string? note, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(number, cancellationToken) is not { } asked)
        {
            return new ChangeOutcome<BudgetException>.Refused("unknown", $"There is no exception EX-{number}.", "/budget exceptions lists what waits.");
        }

        if (await rights.RefusalAsync(asked, approve, actor, cancellationToken) is { } refusal)
        {
            return new ChangeOutcome<BudgetException>.Refused("permission", refusal, "Ask one of them.");
        }

        if (note?.Length > LongestText)
        {
            return new ChangeOutcome<BudgetException>.Refused("usage", $"A note has at most {LongestText} characters.", "Shorten it.");
        }

        if (approve && asked.State == ExceptionState.Pending && await budgets.FindAsync(asked.Scope, asked.Period, cancellationToken) is null)
        {
            return new ChangeOutcome<BudgetException>.Refused("conflict", $"There is no {ExceptionNote.Name(asked)[4..]} any more that {asked.Id} could raise.", "/budget list shows what there is.");
        }

        string name = await rights.NameAsync(actor, cancellationToken);
        var moved = await store.MoveAsync(
            number,
            ExceptionState.Pending,
            before => IsOverdue(before, now) ? null : before with
            {
                State = approve ? ExceptionState.Approved : ExceptionState.Denied,
                DecidedBy = actor.Identity,
                DecidedName = name,
                DecidedAt = now,
                Note = string.IsNullOrWhiteSpace(note) ? null : note.Trim(),
            },
            (before, after) => actor.Entry(approve ? "exception.approve" : "exception.deny", after.Id, GovernanceJson.Of(before), GovernanceJson.Of(after)),
            (outbox, after, token) => TellAsync(outbox, after, now, token),
            now,
            cancellationToken);

        return moved switch
        {
            { Changed: true, Exception: var after } => new ChangeOutcome<BudgetException>.Done(after),
            { Exception: { State: ExceptionState.Pending } late } => new ChangeOutcome<BudgetException>.Refused("conflict", $"{late.Id} was to be decided until {Wording.Instant(late.LapsesAt)}. Nothing was changed.", "Ask for it again."),
            { Exception: var other } => new ChangeOutcome<BudgetException>.Refused("conflict", $"{other.Id} is decided: {ExceptionNote.Outcome(other)}.", "/budget exceptions lists what waits."),
            _ => throw new InvalidOperationException($"EX-{number} was there a moment ago."),
        };
    }

    /// <summary>Ends what is overdue: requests that nobody decided and exceptions whose time is over.</summary>
    /// <returns>How many ended.</returns>
    public async Task<int> ExpireAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        int ended = 0;
        foreach (var overdue in await store.OverdueAsync(now, cancellationToken))
        {
            bool wasPending = overdue.State == ExceptionState.Pending;
            var moved = await store.MoveAsync(
                overdue.Number,
                overdue.State,
                before => before with { State = wasPending ? ExceptionState.Lapsed : ExceptionState.Expired, EndedAt = now },
                (before, after) => new("bot", "", wasPending ? "exception.lapse" : "exception.expire", after.Id, GovernanceJson.Of(before), GovernanceJson.Of(after)),
                (outbox, after, token) => TellAsync(outbox, after, now, token),
                now,
                cancellationToken);
            ended += moved is { Changed: true } ? 1 : 0;
        }

        return ended;
    }

    /// <summary>The message is changed; who asked is told in its thread, by name where it was decided or lapsed.</summary>
    private async Task TellAsync(OutboxWork outbox, BudgetException after, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string post = AlertJson.Write(ExceptionNote.Settled(after));
        bool calls = after.State != ExceptionState.Expired && after.DecidedBy != after.RequestedBy;
        var requester = calls ? await RequesterAsync(after, cancellationToken) : null;
        string said = ExceptionNote.Outcome(after);
        string reply = AlertJson.Write(new AlertPost.Reply(after.Id, AlertLevel.Notice, after.DecidedName is null || after.State == ExceptionState.Expired ? char.ToUpperInvariant(said[0]) + said[1..] : said, requester));
        foreach (var place in (await outbox.RootsAsync(after.Id, cancellationToken)).Where(static place => !place.Gone))
        {
            await outbox.EnqueueAsync(new(after.Id, place.Channel, DeliveryKind.Root, after.State.ToString(), post) { Mention = place.Begun ? null : false }, now, cancellationToken);
            if (place.Begun)
            {
                await outbox.EnqueueAsync(new(after.Id, place.Channel, DeliveryKind.Reply, after.State.ToString(), reply) { Mention = calls }, now, cancellationToken);
            }
        }
    }

    private async Task<Principal> RequesterAsync(BudgetException exception, CancellationToken cancellationToken)
    {
        int colon = exception.RequestedBy.IndexOf(':', StringComparison.Ordinal);
        var known = (await owners.PeopleAsync(cancellationToken)).Named(exception.RequestedName);

        return known.Identities.Count > 0 || colon < 0
            ? known
            : known with { Identities = new Dictionary<string, string> { [exception.RequestedBy[..colon]] = exception.RequestedBy[(colon + 1)..] } };
    }

    private static BudgetException? InTheWay(IReadOnlyList<BudgetException> waiting, BudgetException draft)
    {
        var own = waiting.Where(other => other.RequestedBy == draft.RequestedBy).ToList();

        return own.Find(other => other.Scope.Equals(draft.Scope) && other.Period == draft.Period) ?? (own.Count >= MostWaiting ? own[0] : null);
    }

    private static bool IsOverdue(BudgetException exception, DateTimeOffset now) => now >= exception.LapsesAt || now >= exception.Until;

    private static string? FaultOf(ExceptionDraft draft, DateTimeOffset until, DateTimeOffset now)
    {
        if (draft.Amount <= Usd.Zero)
        {
            return "Say how much more, in USD above 0: +500.";
        }

        if (string.IsNullOrWhiteSpace(draft.Reason))
        {
            return "Say what it is for: reason:\"…\".";
        }

        if (string.IsNullOrWhiteSpace(draft.Evidence))
        {
            return "Say what shows that it is needed: evidence: and an address or a sentence. Whoever decides reads it.";
        }

        if (draft.Reason.Length > LongestText || draft.Evidence.Length > LongestText)
        {
            return $"reason: and evidence: have at most {LongestText} characters each.";
        }

        return until <= now ? $"It would be over at {Wording.Instant(until)}, before it begins."
            : until - now > Longest ? $"An exception lasts at most {Wording.Duration(Longest)}: what lasts longer is the budget."
            : null;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
