using System.Globalization;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Owning;

/// <summary>
/// Reminds an owner once before a lease ends, where the owner is told. A lease that is over is not taken from anybody: it
/// is stale until somebody renews it or hands it over.
/// </summary>
public sealed class LeaseReminders(OwnerBook owners, ScopeRoutes routes, DeliveryStore deliveries)
{
    public static readonly TimeSpan Before = TimeSpan.FromDays(7);

    /// <summary>A lease that was over for longer while the bot was down is only listed.</summary>
    private static readonly TimeSpan After = TimeSpan.FromDays(30);

    /// <summary>How long after it was posted a reminder still says what became of it.</summary>
    private static readonly TimeSpan Answerable = TimeSpan.FromDays(60);

    /// <returns>How many reminders were posted now.</returns>
    public async Task<int> RemindAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        int posted = 0;
        foreach (var ownership in (await owners.AllAsync(cancellationToken)).Where(ownership => ownership.LeaseUntil - Before <= now && now < ownership.LeaseUntil + After))
        {
            string payload = AlertJson.Write(Note(ownership, now));
            var route = await routes.OfAsync(ownership.Scope, cancellationToken);
            posted += await deliveries.ChangeAsync(
                async (outbox, token) =>
                {
                    bool isNew = false;
                    foreach (string channel in route.Channels)
                    {
                        string subject = SubjectOf(ownership);
                        var draft = new DeliveryDraft(subject, channel, DeliveryKind.Root, "Lease", payload) { Key = $"{subject}:{channel}", Mention = true };
                        isNew |= await outbox.ClaimAsync(draft, now, token);
                    }

                    return isNew ? 1 : 0;
                },
                cancellationToken);
        }

        return posted;
    }

    /// <summary>Says on the reminders of leases that are not the present ones any more what became of them.</summary>
    public async Task SettleAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var subjects = await deliveries.SubjectsAsync(Prefix, now - Answerable, cancellationToken);
        if (subjects.Count == 0)
        {
            return;
        }

        var all = await owners.AllAsync(cancellationToken);
        foreach (string subject in subjects.Where(subject => !all.Any(ownership => ownership.LeaseUntil is not null && SubjectOf(ownership) == subject)))
        {
            var answer = Answered(OwnershipId.Find(all, subject.Split(':')[1]));
            await deliveries.ChangeAsync(
                async (outbox, token) =>
                {
                    foreach (var place in await outbox.RootsAsync(subject, token))
                    {
                        // Told once: the key is taken the second time.
                        var draft = new DeliveryDraft(subject, place.Channel, DeliveryKind.Root, "Lease", AlertJson.Write(answer)) { Key = $"{subject}:{place.Channel}:settled", Mention = false };
                        await outbox.ClaimAsync(draft, now, token);
                    }

                    return true;
                },
                cancellationToken);
        }
    }

    private const string Prefix = "lease:";

    private static string SubjectOf(Ownership ownership) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{OwnershipId.Of(ownership.Scope)}:{ownership.LeaseUntil!.Value.ToUnixTimeSeconds()}");

    private static AlertPost.Note Note(Ownership ownership, DateTimeOffset now)
    {
        var end = ownership.LeaseUntil!.Value;
        string ends = end <= now ? $"was over on {Day(end)}" : $"ends on {Day(end)}";
        string id = OwnershipId.Of(ownership.Scope);

        return new($"{ownership.Owner.Name}: is {ownership.Scope} still yours?", $"Its lease {ends}. Until somebody answers it stays yours, and is listed as stale after that.")
        {
            Level = AlertLevel.Notice,
            Calls = [ownership.Owner],
            Buttons = [new NoteButton("Renew", $"/owner renew {id}")],
            Footer = [$"/owner handover {id} @who gives it to somebody else"],
        };
    }

    private static AlertPost.Note Answered(Ownership? now) => now switch
    {
        null => new("That lease is over", "Its scope has no owner of its own any more."),
        { LeaseUntil: { } end } => new($"{now.Owner.Name} owns {now.Scope} until {Day(end)}", ""),
        _ => new($"{now.Owner.Name} owns {now.Scope}", ""),
    };

    private static string Day(DateTimeOffset instant) => Wording.Day(DateOnly.FromDateTime(instant.UtcDateTime));
}
