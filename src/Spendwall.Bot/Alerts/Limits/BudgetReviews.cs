using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Alerts.Conditions;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Outlook;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Audit;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Reviews;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Limits;

/// <summary>
/// Puts each owner's budgets before them: every week, and every day while a window lasts. One message for each owner and
/// day; what fell due while the bot was down is made up for once.
/// </summary>
public sealed class BudgetReviews : IDisposable
{
    private readonly BudgetBook budgets;
    private readonly BudgetReader reader;
    private readonly BudgetTerms terms;
    private readonly ExceptionBook exceptions;
    private readonly ReviewStore store;
    private readonly IncidentStore incidents;
    private readonly OwnerBook owners;
    private readonly IPermissions permissions;
    private readonly IAccountOutlooks outlooks;
    private readonly ScopeRoutes routes;
    private readonly TopMovers movers;
    private readonly AlertSettings settings;
    private readonly LimitOptions limits;
    private readonly TimeZoneInfo zone;
    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>The days that were seen to, so that nothing is read for them again.</summary>
    private readonly Dictionary<ReviewCadence, DateOnly> done = [];

    public BudgetReviews(
        BudgetBook budgets,
        BudgetReader reader,
        BudgetTerms terms,
        ExceptionBook exceptions,
        ReviewStore store,
        IncidentStore incidents,
        OwnerBook owners,
        IPermissions permissions,
        IAccountOutlooks outlooks,
        ScopeRoutes routes,
        AccountLines lines,
        AlertSettings settings,
        SpendwallOptions options)
    {
        this.budgets = budgets;
        this.reader = reader;
        this.terms = terms;
        this.exceptions = exceptions;
        this.store = store;
        this.incidents = incidents;
        this.owners = owners;
        this.permissions = permissions;
        this.outlooks = outlooks;
        this.routes = routes;
        this.settings = settings;
        movers = new(lines, reader);
        limits = options.Limits;
        zone = TimeZoneInfo.FindSystemTimeZoneById(options.Summary.TimeZone);
    }

    /// <returns>How many reviews were posted.</returns>
    public async Task<int> PostDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!limits.Reviews)
        {
            return 0;
        }

        await one.WaitAsync(cancellationToken);
        try
        {
            return await PostDueAsync(ReviewCadence.Weekly, now, cancellationToken) + await PostDueAsync(ReviewCadence.Daily, now, cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>The owner found them to be right.</summary>
    public async Task<ChangeOutcome<BudgetReview>> ApproveAsync(long number, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(number, cancellationToken) is not { } review)
        {
            return new ChangeOutcome<BudgetReview>.Refused("unknown", $"There is no review RV-{number}.", "/budget list shows the budgets.");
        }

        foreach (string scope in JsonSerializer.Deserialize<string[]>(review.Scopes)!)
        {
            if (await permissions.DecideAsync(actor, AccessLevel.Own, Scope.Parse(scope), cancellationToken) is { Allowed: false } no)
            {
                return new ChangeOutcome<BudgetReview>.Refused("permission", no.Reason, "Ask one of them.");
            }
        }

        string known = await owners.NameOfAsync(actor.Identity, cancellationToken);
        string name = known == actor.Identity && actor.Name is { Length: > 0 } called ? called : known;
        var approved = await store.ApproveAsync(
            number,
            actor.Identity,
            name,
            now,
            after => actor.Entry("budget.review", after.Id, null, Json(after)),
            async (outbox, after, token) =>
            {
                if (AlertJson.ReadPost(after.Post) is not AlertPost.Note asked)
                {
                    return;
                }

                string post = AlertJson.Write(ReviewNote.Approved(asked, after));
                foreach (var place in (await outbox.RootsAsync(after.Id, token)).Where(static place => !place.Gone))
                {
                    await outbox.EnqueueAsync(new(after.Id, place.Channel, DeliveryKind.Root, "Approved", post) { Mention = place.Begun ? null : false }, now, token);
                }
            },
            cancellationToken);

        return approved switch
        {
            { Changed: true, Review: var after } => new ChangeOutcome<BudgetReview>.Done(after),
            { Review: var before } => new ChangeOutcome<BudgetReview>.Refused("conflict", $"{before.ApprovedName} approved {before.Id} already.", "Nothing needs to be done."),
            _ => throw new InvalidOperationException($"RV-{number} was there a moment ago."),
        };
    }

    public void Dispose() => one.Dispose();

    private async Task<int> PostDueAsync(ReviewCadence cadence, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (day, due) = ReviewClock.LastDue(limits, zone, cadence == ReviewCadence.Weekly, now);
        if (done.GetValueOrDefault(cadence) == day)
        {
            return 0;
        }

        // A bot that began after it was due has seen nothing to review.
        if (await incidents.FirstEvaluatedAsync(cancellationToken) is not { } first)
        {
            return 0;
        }

        int posted = 0;
        if (first < due)
        {
            foreach (var (owner, of) in await OwnersAsync(cadence, due, now, cancellationToken))
            {
                posted += await PostAsync(owner, of, cadence, day, now, cancellationToken) ? 1 : 0;
            }
        }

        done[cadence] = day;

        return posted;
    }

    /// <summary>The budgets to review, by who owns them.</summary>
    private async Task<IReadOnlyList<(Principal Owner, List<Budget> Budgets)>> OwnersAsync(ReviewCadence cadence, DateTimeOffset due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = (await budgets.AllAsync(cancellationToken)).Where(budget => !budget.IsOver(now)).ToList();
        if (cadence == ReviewCadence.Daily)
        {
            var at = await terms.AtAsync(now, cancellationToken);
            var inside = new List<Budget>();
            foreach (var budget in all)
            {
                if (await at.WindowOfAsync(budget, cancellationToken) is { } window && window.From <= due)
                {
                    inside.Add(budget);
                }
            }

            all = inside;
        }

        var view = await owners.ViewAsync(all.Select(static budget => budget.Scope), cancellationToken);

        return [.. all.Select(budget => (Budget: budget, view.Find(budget.Scope)?.Owner)).Where(static pair => pair.Owner is not null)
            .GroupBy(static pair => pair.Owner!.Name, StringComparer.OrdinalIgnoreCase)
            .Select(static group => (group.First().Owner!, group.Select(static pair => pair.Budget).ToList()))];
    }

    private async Task<bool> PostAsync(Principal owner, IReadOnlyList<Budget> of, ReviewCadence cadence, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var draft = new BudgetReview
        {
            Owner = owner.Name,
            OwnerKey = owner.Name.ToLowerInvariant(),
            Day = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Cadence = cadence,
            MadeAt = now,
            Scopes = new JsonArray([.. of.Select(static budget => budget.Scope.Text).Distinct().Select(static text => (JsonNode)text)]).ToJsonString(),
            Post = "",
        };
        if (await store.AnyAsync(draft.OwnerKey, draft.Day, cancellationToken))
        {
            return false;
        }

        var states = new List<BudgetState>();
        foreach (var budget in of)
        {
            var outlook = await reader.AccountsAsync(budget.Scope, cancellationToken) is [var account] ? await outlooks.ReadAsync(account, now, cancellationToken) : null;
            states.Add(await reader.StateAsync(budget, outlook, now, cancellationToken));
        }

        var scopes = of.Select(static budget => budget.Scope).Distinct().ToList();
        int span = cadence == ReviewCadence.Daily ? 1 : 7;
        var today = now.FloorDay();
        var mover = await movers.FindAsync(scopes, new(today.AddDays(-span), today), new(today.AddDays(-7 - span), today.AddDays(-7)), now, cancellationToken);
        var open = (await exceptions.OpenAsync(cancellationToken)).Where(one => scopes.Contains(one.Scope)).ToList();
        var note = ReviewNote.Of(owner, cadence, states, mover, open, now);
        var channels = new List<string>();
        foreach (var scope in scopes)
        {
            channels.AddRange((await routes.OfAsync(scope, cancellationToken)).Channels);
        }

        return await store.AddAsync(
            draft,
            added => added with { Post = AlertJson.Write(ReviewNote.Ask(note, added.Id)) },
            async (outbox, added, token) =>
            {
                foreach (string channel in channels.Distinct(StringComparer.OrdinalIgnoreCase))
                {
                    await outbox.ClaimAsync(
                        new(added.Id, channel, DeliveryKind.Root, "Review", added.Post) { Key = $"review:{added.OwnerKey}:{added.Day}:{channel}", Mention = true, IsNews = true, NotBefore = settings.Quiet?.Until(now) }, now, token);
                }
            },
            cancellationToken) is not null;
    }

    private static string Json(BudgetReview review) => new JsonObject
    {
        ["id"] = review.Id,
        ["owner"] = review.Owner,
        ["day"] = review.Day,
        ["cadence"] = review.Cadence.ToString().ToLowerInvariant(),
        ["scopes"] = JsonNode.Parse(review.Scopes),
        ["made_at"] = review.MadeAt.ToString("O", CultureInfo.InvariantCulture),
        ["approved_by"] = review.ApprovedBy,
        ["approved_name"] = review.ApprovedName,
        ["approved_at"] = review.ApprovedAt?.ToString("O", CultureInfo.InvariantCulture),
    }.ToJsonString();
}
