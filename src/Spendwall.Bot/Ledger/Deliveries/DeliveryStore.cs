using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Cluster;
using Spendwall.Bot.Ledger.Incidents;

namespace Spendwall.Bot.Ledger.Deliveries;

/// <summary>The outbox as its sender sees it: take one, say what became of it.</summary>
/// <param name="replica">Null: the bot is alone on its file.</param>
public sealed class DeliveryStore(LedgerDatabase database, ReplicaId? replica = null)
{
    /// <summary>Runs one change of the outbox in one transaction, for messages that no incident is behind.</summary>
    public Task<T> ChangeAsync<T>(Func<OutboxWork, CancellationToken, Task<T>> change, CancellationToken cancellationToken) =>
        database.WriteAsync((db, token) => change(new OutboxWork(db), token), cancellationToken);

    /// <summary>The channels that something is due for.</summary>
    public Task<IReadOnlyList<string>> DueChannelsAsync(DateTimeOffset now, DateTimeOffset transportNow, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            async (db, token) => await Due(db, now, transportNow).Select(row => row.Channel).Distinct().OrderBy(channel => channel).ToListAsync(token),
            cancellationToken);

    /// <summary>
    /// Claims the channel's oldest due delivery that nothing of its subject is before. Whoever claimed it and is not
    /// heard of by <paramref name="claimedUntil"/> (transport time) lost it.
    /// </summary>
    /// <returns>Null: nothing is due.</returns>
    public Task<ClaimedDelivery?> TakeAsync(
        string channel, DateTimeOffset now, DateTimeOffset transportNow, DateTimeOffset claimedUntil, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var row = await Due(db, now, transportNow)
                    .Where(due => due.Channel == channel)
                    .Where(due => !db.Set<Delivery>().Any(earlier => earlier.Subject == due.Subject && earlier.Channel == due.Channel && earlier.Id < due.Id
                        && (earlier.State == DeliveryState.Pending || earlier.State == DeliveryState.Sending)))
                    .OrderBy(due => due.Id)
                    .FirstOrDefaultAsync(token);
                if (row is null)
                {
                    return null;
                }

                row.State = DeliveryState.Sending;
                row.Attempts++;
                row.ClaimedUntil = claimedUntil;
                row.ClaimedBy = replica?.Text;
                var root = await db.Set<Delivery>().AsNoTracking()
                    .Where(sent => sent.Subject == row.Subject && sent.Channel == channel && sent.Kind == DeliveryKind.Root && sent.State == DeliveryState.Sent && sent.HandleId != null)
                    .OrderBy(sent => sent.Id)
                    .FirstOrDefaultAsync(token);
                bool isGone = root is null && await db.Set<Delivery>()
                    .AnyAsync(gone => gone.Subject == row.Subject && gone.Channel == channel && gone.Kind == DeliveryKind.Root && gone.State == DeliveryState.Gone, token);

                return new ClaimedDelivery(
                    row.Id, row.Subject, row.Channel, row.Kind, row.Reason, row.Key, row.Payload, row.Mention, row.Attempts, root?.HandleChannel, root?.HandleId, root?.Payload, isGone);
            },
            cancellationToken);

    /// <summary>It went out, and this is how to find it again.</summary>
    public Task SentAsync(long id, DateTimeOffset at, string handleChannel, string handleId, CancellationToken cancellationToken) =>
        EndAsync(
            id,
            row =>
            {
                row.State = DeliveryState.Sent;
                row.SentAt = at;
                row.HandleChannel = handleChannel;
                row.HandleId = handleId;
                row.Error = null;
            },
            cancellationToken);

    /// <summary>It did not, and will be tried again.</summary>
    public Task RetryAsync(long id, DateTimeOffset nextAttemptAt, string error, CancellationToken cancellationToken) =>
        EndAsync(
            id,
            row =>
            {
                // Another replica took it for dead's meanwhile, and says what becomes of it.
                if (row.State == DeliveryState.Sent || row.ClaimedBy != replica?.Text)
                {
                    return;
                }

                row.State = DeliveryState.Pending;
                row.NextAttemptAt = nextAttemptAt;
                row.Error = error;
            },
            cancellationToken);

    /// <summary>It is of no use any more, or nobody takes it; the reason is recorded as a skip.</summary>
    public Task EndAsync(long id, DeliveryState state, string reason, string text, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Set<Delivery>().SingleAsync(delivery => delivery.Id == id, token);
                row.State = state;
                row.ClaimedUntil = null;
                row.Error = text;
                await SkipLog.AppendAsync(db, row.Subject, row.Channel, reason, text, now, token);

                return true;
            },
            cancellationToken);

    /// <summary>Gives it, and what waits behind it, to another channel; the reason is recorded as a skip of the first.</summary>
    /// <param name="payload">What it says there.</param>
    public Task MoveAsync(long id, string toChannel, string payload, string reason, string text, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var moved = await db.Set<Delivery>().SingleAsync(delivery => delivery.Id == id, token);
                await SkipLog.AppendAsync(db, moved.Subject, moved.Channel, reason, text, now, token);
                var rows = await db.Set<Delivery>()
                    .Where(row => row.Subject == moved.Subject && row.Channel == moved.Channel && (row.Id == id || row.State == DeliveryState.Pending))
                    .ToListAsync(token);
                bool there = await db.Set<Delivery>().AnyAsync(row => row.Subject == moved.Subject && row.Channel == toChannel && row.Kind == DeliveryKind.Root
                    && row.State != DeliveryState.Dropped && row.State != DeliveryState.Failed && row.State != DeliveryState.Gone, token);
                foreach (var row in rows)
                {
                    // The other channel has this message of its own already.
                    row.State = there ? DeliveryState.Dropped : DeliveryState.Pending;
                    row.ClaimedUntil = null;
                    row.Channel = there ? row.Channel : toChannel;
                    row.Payload = row.Id == id ? payload : row.Payload;
                    row.NextAttemptAt = row.Id == id ? now : row.NextAttemptAt;
                    row.Attempts = 0;
                    row.Error = text;
                }

                return true;
            },
            cancellationToken);

    /// <summary>
    /// The root message is deleted in the channel of this delivery: nothing edits it or answers under it any more. The
    /// reason is recorded as a skip.
    /// </summary>
    /// <param name="renewal">What is told with a new root message, which takes the old one's place; null: nothing for now.</param>
    public Task GoneAsync(long id, RootRenewal? renewal, string text, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Set<Delivery>().SingleAsync(delivery => delivery.Id == id, token);
                var here = await db.Set<Delivery>().Where(other => other.Subject == row.Subject && other.Channel == row.Channel).OrderBy(other => other.Id).ToListAsync(token);
                foreach (var root in here.Where(static other => other is { Kind: DeliveryKind.Root, State: DeliveryState.Sent }))
                {
                    root.State = DeliveryState.Gone;
                }

                row.ClaimedUntil = null;
                row.Error = text;
                await SkipLog.AppendAsync(db, row.Subject, row.Channel, "root_gone", text, now, token);
                bool renews = renewal is not null && row.Kind == DeliveryKind.Root;
                row.State = renews ? DeliveryState.Pending : DeliveryState.Dropped;
                if (renewal is null)
                {
                    return true;
                }

                // The new root calls its owner; the lines that wait to go under it need not.
                here.Where(static other => other is { Kind: DeliveryKind.Reply, State: DeliveryState.Pending }).ToList().ForEach(static reply => reply.Mention = false);
                if (renews)
                {
                    row.Mention = renewal.Mention;
                    row.NextAttemptAt = now;

                    return true;
                }

                // A line without a root: the last one that there was is posted anew before it.
                string last = here.Last(static other => other is { Kind: DeliveryKind.Root, State: not DeliveryState.Failed }).Payload;
                db.Add(await AgainAsync(db, row, DeliveryKind.Root, last, renewal.Mention, now, token));
                await db.SaveChangesAsync(token);
                db.Add(await AgainAsync(db, row, DeliveryKind.Reply, row.Payload, mention: false, now, token));

                return true;
            },
            cancellationToken);

    /// <summary>
    /// Frees what a process held that is gone: for the one start that holds the instance lock. Everything freed is tried
    /// again with its old key.
    /// </summary>
    /// <returns>How many there were.</returns>
    public Task<int> ReclaimAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            static (db, token) => db.Set<Delivery>().Where(row => row.State == DeliveryState.Sending)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DeliveryState.Pending).SetProperty(row => row.ClaimedUntil, (DateTimeOffset?)null), token),
            cancellationToken);

    /// <summary>Frees what one replica was sending: it is dead, or about to end.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> ReclaimAsync(string holder, CancellationToken cancellationToken) =>
        database.WriteAsync(
            (db, token) => db.Set<Delivery>().Where(row => row.State == DeliveryState.Sending && row.ClaimedBy == holder)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DeliveryState.Pending).SetProperty(row => row.ClaimedUntil, (DateTimeOffset?)null), token),
            cancellationToken);

    public Task<bool> IsSendingAsync(string holder, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Set<Delivery>().AnyAsync(row => row.State == DeliveryState.Sending && row.ClaimedBy == holder, token), cancellationToken);

    /// <summary>Whose root message it is: an incident's or a summary's id; null: none of ours.</summary>
    /// <param name="handleChannel">The channel as the platform knows it.</param>
    public Task<string?> SubjectAsync(string handleChannel, string handleId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.Set<Delivery>().AsNoTracking()
                .Where(row => row.HandleChannel == handleChannel && row.HandleId == handleId && row.Kind == DeliveryKind.Root)
                .Select(row => row.Subject)
                .FirstOrDefaultAsync(token),
            cancellationToken);

    /// <summary>The channels, as the settings write them, that a place of the platform was posted to as.</summary>
    /// <param name="handleChannel">The channel as the platform knows it.</param>
    public Task<IReadOnlyList<string>> ChannelsOfAsync(string handleChannel, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            async (db, token) => await db.Set<Delivery>().AsNoTracking().Where(row => row.HandleChannel == handleChannel).Select(row => row.Channel).Distinct().ToListAsync(token),
            cancellationToken);

    /// <summary>The root messages of subjects that begin alike and were put into the outbox since an instant.</summary>
    public Task<IReadOnlyList<string>> SubjectsAsync(string prefix, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            async (db, token) => await db.Set<Delivery>().AsNoTracking()
                .Where(row => row.Kind == DeliveryKind.Root && row.CreatedAt >= since && row.Subject.StartsWith(prefix))
                .Select(row => row.Subject).Distinct().OrderBy(subject => subject).ToListAsync(token),
            cancellationToken);

    /// <summary>
    /// Names the workspace of the messages that were delivered before it was kept with them: <c>slack:C1</c> becomes
    /// <c>slack:T1/C1</c>.
    /// </summary>
    /// <returns>How many there were.</returns>
    public Task<int> QualifyAsync(string platform, string workspace, CancellationToken cancellationToken)
    {
        string prefix = $"{platform}:";
        string qualified = $"{prefix}{workspace}/";

        return database.WriteAsync(
            (db, token) => db.Set<Delivery>()
                .Where(row => EF.Functions.Like(row.HandleChannel, prefix + "%") && !EF.Functions.Like(row.HandleChannel, "%/%"))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.HandleChannel, row => row.HandleChannel!.Replace(prefix, qualified)), token),
            cancellationToken);
    }

    /// <summary>How often a delivery was taken to be sent, this time among them; 0: there is none with this key.</summary>
    public Task<int> AttemptsAsync(string key, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Set<Delivery>().AsNoTracking().Where(row => row.Key == key).Select(row => row.Attempts).SingleOrDefaultAsync(token), cancellationToken);

    private static async Task<Delivery> AgainAsync(
        LedgerContext db, Delivery old, DeliveryKind kind, string payload, bool mention, DateTimeOffset now, CancellationToken cancellationToken) => new()
        {
            Subject = old.Subject,
            Channel = old.Channel,
            Kind = kind,
            Reason = old.Reason,
            Key = await OutboxWork.NewKeyAsync(db, old.Subject, old.Channel, cancellationToken),
            Payload = payload,
            Mention = mention,
            State = DeliveryState.Pending,
            CreatedAt = now,
            NextAttemptAt = now,
        };

    private static IQueryable<Delivery> Due(LedgerContext db, DateTimeOffset now, DateTimeOffset transportNow) =>
        db.Set<Delivery>().Where(row => (row.State == DeliveryState.Pending && row.NextAttemptAt <= now)
            || (row.State == DeliveryState.Sending && row.ClaimedUntil <= transportNow));

    private Task<bool> EndAsync(long id, Action<Delivery> change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Set<Delivery>().SingleAsync(delivery => delivery.Id == id, token);
                change(row);
                row.ClaimedUntil = row.State == DeliveryState.Sending ? row.ClaimedUntil : null;

                return true;
            },
            cancellationToken);
}

/// <summary>A delivery in hand, with the root message of its subject in its channel, if there is one.</summary>
/// <param name="RootPayload">What that root said when it was posted.</param>
/// <param name="IsRootGone">There was one, somebody deleted it, and none was posted since.</param>
public sealed record ClaimedDelivery(
    long Id,
    string Subject,
    string Channel,
    DeliveryKind Kind,
    string Reason,
    string Key,
    string Payload,
    bool Mention,
    int Attempts,
    string? RootChannel,
    string? RootId,
    string? RootPayload,
    bool IsRootGone);

/// <param name="Mention">The new root message calls the owner.</param>
public sealed record RootRenewal(bool Mention);
