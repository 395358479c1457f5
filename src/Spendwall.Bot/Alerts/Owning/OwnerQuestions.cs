using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Sightings;
using Spendwall.Bot.Ledger.Usage;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Owning;

/// <summary>
/// Asks once whose a key, project or model is that is first seen spending and that nobody owns, not even by owning its
/// account. What was there at the first look at an account, or was used before it, is history and asks nothing.
/// </summary>
public sealed class OwnerQuestions(SightingStore sightings, AccountLines lines, OwnerBook owners, ScopeRoutes routes, ISpendLedger ledger)
{
    public const string Reason = "Asked";

    private static readonly string[] Kinds = ["project", "key", "model"];

    /// <summary>Use of a day that is told late is still new.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(2);

    /// <summary>How far before the first look use proves that something is not new.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromDays(60);

    /// <summary>How long after it was posted a question still says how it was answered.</summary>
    private static readonly TimeSpan Answerable = TimeSpan.FromDays(60);

    private readonly KnownValues known = new(ledger);

    /// <returns>How many things people are asked about now.</returns>
    public async Task<int> LookAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var seen = await sightings.OfAsync(account.Name, cancellationToken);
        if (seen.FirstOrDefault(static sighting => sighting.Kind == "account") is not { } first)
        {
            await BeginAsync(account, now, cancellationToken);

            return 0;
        }

        var spending = (await lines.DaysAsync(account, new UtcRange((now - Recent).FloorDay(), now.FloorDay().AddDays(1)), now, cancellationToken))
            .Where(static line => line.Total > Usd.Zero).ToList();
        var before = seen.Select(static sighting => (sighting.Kind, sighting.Value)).ToHashSet();
        var fresh = spending.SelectMany(Parts).Distinct().Where(part => !before.Contains(part)).ToList();
        if (fresh.Count == 0)
        {
            return 0;
        }

        var lookedAt = first.FirstAt.FloorDay();
        var old = (await lines.DaysAsync(account, new UtcRange(lookedAt - Past, lookedAt), now, cancellationToken)).SelectMany(Parts).ToHashSet();
        var view = await owners.ViewAsync(fresh.Select(part => ScopeOf(account, part)), cancellationToken);
        var asked = fresh.Where(part => !old.Contains(part) && view.Find(ScopeOf(account, part)) is null).ToHashSet();
        var route = routes.Of(null, [account]);
        var names = asked.Count == 0 ? [] : await ledger.NamesAsync(account.Name, cancellationToken);
        var use = spending.SelectMany(line => Parts(line).Select(part => (part, line.Total))).GroupBy(static pair => pair.part, static pair => pair.Total)
            .ToDictionary(static group => group.Key, static group => group.Aggregate(Usd.Zero, static (sum, amount) => sum + amount));

        return await sightings.ChangeAsync(
            async (work, token) =>
            {
                var added = await work.AddAsync(account.Name, fresh, now, token);
                var questions = added.Where(sighting => asked.Contains((sighting.Kind, sighting.Value))).ToList();
                if (questions.Count == 0)
                {
                    return 0;
                }

                await work.AskedAsync([.. questions.Select(static sighting => sighting.Number)], now, token);
                var note = OwnerQuestion.Of(questions, new Dictionary<long, string>(), names, use);
                foreach (string channel in route.Channels)
                {
                    await work.Outbox.EnqueueAsync(new(questions[0].Id, channel, DeliveryKind.Root, Reason, AlertJson.Write(note)) { IsNews = true }, now, token);
                }

                return questions.Count;
            },
            cancellationToken);
    }

    /// <summary>Says under every open question who owns what it asked about, as soon as somebody does.</summary>
    public async Task SettleAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = await sightings.AskedAsync(now - Answerable, cancellationToken);
        foreach (var question in all.GroupBy(static sighting => (sighting.Account, sighting.AskedAt)).Where(static group => group.Any(static sighting => sighting.SettledAt is null)))
        {
            var view = await owners.ViewAsync(question.Select(static sighting => sighting.Scope), cancellationToken);
            var owned = question.Select(sighting => (Sighting: sighting, Match: view.Find(sighting.Scope))).Where(static pair => pair.Match is not null).ToList();
            if (owned.TrueForAll(static pair => pair.Sighting.SettledAt is not null))
            {
                continue;
            }

            var names = await ledger.NamesAsync(question.Key.Account, cancellationToken);
            var note = OwnerQuestion.Of([.. question], owned.ToDictionary(static pair => pair.Sighting.Number, static pair => OwnerWords.By(pair.Match!)), names, null);
            string subject = question.First().Id;
            await sightings.ChangeAsync(
                async (work, token) =>
                {
                    await work.SettledAsync([.. owned.Select(static pair => pair.Sighting.Number)], now, token);
                    foreach (var place in await work.Outbox.RootsAsync(subject, token))
                    {
                        await work.Outbox.EnqueueAsync(new(subject, place.Channel, DeliveryKind.Root, Reason, AlertJson.Write(note)), now, token);
                    }

                    return true;
                },
                cancellationToken);
        }
    }

    private async Task BeginAsync(AccountOptions account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Before anything could be read there is nothing to look at: the first look is the one that sees something.
        if ((await ledger.MarksAsync(account.Name, cancellationToken)).Count == 0)
        {
            return;
        }

        var there = new List<(string Kind, string Value)> { ("account", account.Name) };
        foreach (string kind in Kinds)
        {
            there.AddRange((await known.OfAsync(kind, [account], cancellationToken)).Select(value => (kind, value.Value)));
        }

        await sightings.ChangeAsync((work, token) => work.AddAsync(account.Name, there, now, token), cancellationToken);
    }

    private static IEnumerable<(string Kind, string Value)> Parts(SpendLine line) =>
        Kinds.Where(kind => line.Scope[kind] is not null).Select(kind => (kind, line.Scope[kind]!));

    private static Scope ScopeOf(AccountOptions account, (string Kind, string Value) part) => Scope.Account(account.Name).With(part.Kind, part.Value);
}
