using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Spendwall.Bot.Ledger.Deliveries;

/// <summary>Puts messages into the outbox inside the transaction of what they tell.</summary>
public sealed class OutboxWork
{
    private readonly LedgerContext db;

    internal OutboxWork(LedgerContext db) => this.db = db;

    /// <summary>The channels that have the subject's root message, or will.</summary>
    public async Task<IReadOnlyList<RootPlace>> RootsAsync(string subject, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var rows = await db.Set<Delivery>().AsNoTracking()
            .Where(row => row.Subject == subject && row.Kind == DeliveryKind.Root && row.State != DeliveryState.Dropped && row.State != DeliveryState.Failed)
            .OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);

        return [.. rows.GroupBy(static row => row.Channel).Select(static group =>
        {
            var first = group.FirstOrDefault(static row => row.State != DeliveryState.Gone) ?? group.First();
            bool begun = first.State != DeliveryState.Pending || first.Attempts > 0;

            return new RootPlace(group.Key, begun, first.State == DeliveryState.Gone, first.NextAttemptAt);
        })];
    }

    /// <summary>
    /// How many incidents have a new root message in a channel, or wait for one there. A message that is held for later
    /// counts with those that are, however long they wait.
    /// </summary>
    /// <param name="but">Not this subject's.</param>
    public async Task<int> NewRootsAsync(string channel, DateTimeOffset since, DateTimeOffset? heldUntil, string but, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var roots = db.Set<Delivery>().AsNoTracking().Where(row => row.Channel == channel && row.Kind == DeliveryKind.Root && row.Subject != but && row.Subject.StartsWith("INC-"));
        var live = roots.Where(static row => row.State != DeliveryState.Dropped && row.State != DeliveryState.Failed);
        var recent = heldUntil is { } until ? live.Where(row => row.State == DeliveryState.Pending && row.NextAttemptAt >= until) : live.Where(row => row.CreatedAt > since);
        var subjects = await recent.Select(static row => row.Subject).Distinct().ToListAsync(cancellationToken);
        if (heldUntil is not null || subjects.Count == 0)
        {
            return subjects.Count;
        }

        // An edit is a root again: the first one counts.
        return subjects.Count - await roots.Where(row => row.CreatedAt <= since && subjects.Contains(row.Subject)).Select(static row => row.Subject).Distinct().CountAsync(cancellationToken);
    }

    /// <summary>The last message of a channel that rolls others up and is still being added to; null: there is none.</summary>
    public async Task<string?> RollUpAsync(string channel, DateTimeOffset since, DateTimeOffset? heldUntil, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var rows = db.Set<Delivery>().AsNoTracking().Where(row => row.Channel == channel && row.Subject.StartsWith(RollUpPrefix) && row.State != DeliveryState.Failed && row.State != DeliveryState.Gone);
        rows = heldUntil is { } until ? rows.Where(row => row.State == DeliveryState.Pending && row.NextAttemptAt >= until) : rows.Where(row => row.CreatedAt > since);

        return await rows.OrderByDescending(static row => row.Id).Select(static row => row.Subject).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Where something is told in the thread of another subject.</summary>
    public async Task<IReadOnlyList<GuestPlace>> GuestPlacesAsync(string subject, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        string prefix = GuestPrefix(subject);

        return await db.Set<Delivery>().AsNoTracking()
            .Where(row => row.Key.StartsWith(prefix) && row.State != DeliveryState.Dropped && row.State != DeliveryState.Failed)
            .Select(static row => new GuestPlace(row.Subject, row.Channel)).Distinct().ToListAsync(cancellationToken);
    }

    /// <summary>The lines of a subject's thread that its guests said, oldest first.</summary>
    public async Task<IReadOnlyList<string>> GuestsAsync(string host, string channel, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);

        return await db.Set<Delivery>().AsNoTracking()
            .Where(row => row.Subject == host && row.Channel == channel && row.Kind == DeliveryKind.Reply && row.Key.StartsWith("guest:"))
            .OrderBy(static row => row.Id).Select(static row => row.Payload).ToListAsync(cancellationToken);
    }

    /// <summary>A key for a line that tells of one subject in the thread of another.</summary>
    public async Task<string> GuestKeyAsync(string subject, string channel, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        string prefix = GuestPrefix(subject);
        int count = await db.Set<Delivery>().CountAsync(row => row.Key.StartsWith(prefix), cancellationToken);

        return string.Create(CultureInfo.InvariantCulture, $"{prefix}{count + 1}:{channel}");
    }

    /// <summary>
    /// Adds a delivery. A root that nobody tried to send yet is given the new text instead: the channel wants the state
    /// of now, not every step to it. A draft that is due now and urgent takes along what waits before it.
    /// </summary>
    public async Task EnqueueAsync(DeliveryDraft draft, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        if (draft.Urgent)
        {
            await ReleaseAsync(draft, now, cancellationToken);
        }

        if (draft.Kind == DeliveryKind.Root && await UntriedRootAsync(draft, cancellationToken) is { } waiting)
        {
            waiting.Payload = draft.Payload;
            waiting.Reason = draft.IsNews ? draft.Reason : waiting.Reason;
            waiting.Mention = draft.Mention ?? waiting.Mention;

            return;
        }

        string key = draft.Key ?? await NewKeyAsync(db, draft.Subject, draft.Channel, cancellationToken);
        db.Add(new Delivery
        {
            Subject = draft.Subject,
            Channel = draft.Channel,
            Kind = draft.Kind,
            Reason = draft.Reason,
            Key = key,
            Payload = draft.Payload,
            Mention = draft.Mention ?? false,
            State = DeliveryState.Pending,
            CreatedAt = now,
            NextAttemptAt = draft.NotBefore is { } later && later > now ? later : now,
        });
    }

    /// <summary>Adds a delivery that the first to ask for its key adds, and nobody after.</summary>
    /// <returns>False when it is there already, whatever became of it.</returns>
    public async Task<bool> ClaimAsync(DeliveryDraft draft, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Set<Delivery>().AnyAsync(row => row.Key == draft.Key, cancellationToken))
        {
            return false;
        }

        await EnqueueAsync(draft, now, cancellationToken);

        return true;
    }

    /// <summary>Takes back what nobody tried to send yet.</summary>
    public async Task DropAsync(string subject, string channel, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var rows = await db.Set<Delivery>()
            .Where(row => row.Subject == subject && row.Channel == channel && row.State == DeliveryState.Pending && row.Attempts == 0)
            .ToListAsync(cancellationToken);
        rows.ForEach(static row => row.State = DeliveryState.Dropped);
    }

    /// <summary>For the subject's next delivery: none is ever removed while the subject is open.</summary>
    internal static async Task<string> NewKeyAsync(LedgerContext db, string subject, string channel, CancellationToken cancellationToken)
    {
        int count = await db.Set<Delivery>().CountAsync(row => row.Subject == subject, cancellationToken);

        return string.Create(CultureInfo.InvariantCulture, $"{subject}:{count + 1}:{channel}");
    }

    /// <summary>What begins the subject of a message that rolls others up.</summary>
    public const string RollUpPrefix = "rollup:";

    private static string GuestPrefix(string subject) => $"guest:{subject}:";

    private Task<Delivery?> UntriedRootAsync(DeliveryDraft draft, CancellationToken cancellationToken) =>
        db.Set<Delivery>()
            .Where(row => row.Subject == draft.Subject && row.Channel == draft.Channel && row.Kind == DeliveryKind.Root && row.State == DeliveryState.Pending && row.Attempts == 0)
            .OrderByDescending(row => row.Id)
            .FirstOrDefaultAsync(cancellationToken);

    private async Task ReleaseAsync(DeliveryDraft draft, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var held = await db.Set<Delivery>()
            .Where(row => row.Subject == draft.Subject && row.Channel == draft.Channel && row.State == DeliveryState.Pending && row.NextAttemptAt > now)
            .ToListAsync(cancellationToken);
        held.ForEach(row => row.NextAttemptAt = now);
    }
}

/// <param name="Begun">Someone tried to send it, or did.</param>
/// <param name="Gone">It was deleted there, and nothing stands in its place yet.</param>
/// <param name="DueAt">When it goes out, if it was not begun.</param>
public sealed record RootPlace(string Channel, bool Begun, bool Gone, DateTimeOffset DueAt);

/// <param name="Host">Whose thread it is told in.</param>
public sealed record GuestPlace(string Host, string Channel);

/// <summary>A message to put into the outbox.</summary>
public sealed record DeliveryDraft(string Subject, string Channel, DeliveryKind Kind, string Reason, string Payload)
{
    /// <summary>It tells something that the channel should know: a waiting root is sent for that from now on.</summary>
    public bool IsNews { get; init; }

    /// <summary>Null: as a waiting root has it, else no.</summary>
    public bool? Mention { get; init; }

    /// <summary>Not to be sent earlier.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Nothing that waits may hold it up.</summary>
    public bool Urgent { get; init; }

    /// <summary>A claim: the first with this key is the only one. Null: a new key.</summary>
    public string? Key { get; init; }
}
