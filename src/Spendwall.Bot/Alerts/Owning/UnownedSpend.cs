using System.Globalization;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Ledger;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Ledger.Incidents;
using Spendwall.Bot.Ledger.Sightings;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Owning;

/// <summary>
/// Tells each channel once a day what of yesterday's spend nobody owns, only where there is some. A day that was over
/// before the bot first looked is history; after a stop only yesterday is caught up.
/// </summary>
public sealed class UnownedSpend(SightingStore sightings, AccountLines lines, OwnerBook owners, ScopeRoutes routes, DeliveryStore deliveries, ISpendLedger ledger, SpendwallOptions options)
{
    /// <summary>By then the providers have told what the day was.</summary>
    private static readonly TimeSpan After = TimeSpan.FromHours(6);

    private const int Most = 5;

    private static readonly Usd Least = Usd.FromDollars(0.01m);

    private static readonly string[] Kinds = ["key", "project", "model"];

    /// <summary>The claims in the outbox decide; this only spares the reading of it all again in every round. In ticks.</summary>
    private long told;

    /// <returns>How many channels were told now.</returns>
    public async Task<int> TellAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var day = now.FloorDay().AddDays(-1);
        if (now - now.FloorDay() < After || Interlocked.Read(ref told) >= day.UtcTicks)
        {
            return 0;
        }

        var seen = await sightings.AllAsync(cancellationToken);
        var parts = new List<Part>();
        foreach (var account in options.Accounts)
        {
            if (seen.FirstOrDefault(sighting => sighting.Kind == "account" && sighting.Account == account.Name) is { } first && first.FirstAt.FloorDay() <= day)
            {
                parts.AddRange(await PartsAsync(account, new UtcRange(day, day.AddDays(1)), seen, now, cancellationToken));
            }
        }

        int posted = 0;
        foreach (var channel in parts.SelectMany(part => routes.Of(null, [part.Account]).Channels.Select(channel => (channel, part))).GroupBy(static pair => pair.channel, static pair => pair.part))
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"unowned:{day:yyyy-MM-dd}:{channel.Key}");
            var draft = new DeliveryDraft(key, channel.Key, DeliveryKind.Root, "Unowned", AlertJson.Write(Note([.. channel], day))) { Key = key };
            posted += await deliveries.ChangeAsync((outbox, token) => outbox.ClaimAsync(draft, now, token), cancellationToken) ? 1 : 0;
        }

        Interlocked.Exchange(ref told, day.UtcTicks);

        return posted;
    }

    private async Task<IReadOnlyList<Part>> PartsAsync(AccountOptions account, UtcRange day, IReadOnlyList<Sighting> seen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await lines.ReadAsync(account, day, now, cancellationToken) is not { } spend)
        {
            return [];
        }

        var view = await owners.ViewAsync(spend.Select(static line => line.Scope), cancellationToken);
        var names = await ledger.NamesAsync(account.Name, cancellationToken);

        return
        [
            .. spend.Where(line => view.Find(line.Scope) is null)
                .GroupBy(line => Kinds.FirstOrDefault(kind => line.Scope[kind] is not null) is { } kind ? (kind, line.Scope[kind]!) : ("account", account.Name))
                .Select(group =>
                {
                    var sighting = seen.FirstOrDefault(one => one.Account == account.Name && one.Kind == group.Key.Item1 && one.Value.Equals(group.Key.Item2, StringComparison.OrdinalIgnoreCase));
                    var scope = group.Key.Item1 == "account" ? Scope.Account(account.Name) : Scope.Account(account.Name).With(group.Key.Item1, group.Key.Item2);
                    string? name = names.FirstOrDefault(known => known.Kind == group.Key.Item1 && known.Id == group.Key.Item2)?.Name;

                    return new Part(account, scope, OwnerWords.Of(scope, name), sighting?.Id, Sum(group.Select(static line => line.Total)), Sum(group.Select(static line => line.Estimated)));
                })
                .Where(static part => part.Usd >= Least),
        ];
    }

    private static AlertPost.Note Note(IReadOnlyList<Part> parts, DateTimeOffset day)
    {
        var top = parts.OrderByDescending(static part => part.Usd).Take(Most).ToList();
        var estimated = Sum(parts.Select(static part => part.Estimated));

        return new($"Nobody owns {Sum(parts.Select(static part => part.Usd))} of what was spent on {Wording.Day(DateOnly.FromDateTime(day.UtcDateTime))}", "Nobody is called when it rises.")
        {
            Level = AlertLevel.Notice,
            Lines =
            [
                .. top.Select(static part => $"{part.Usd} {part.What} of {part.Account.Name}: /owner set {part.Id ?? part.Scope.Text} @who"),
                .. parts.Count > top.Count ? [$"and {Sum(parts.Except(top).Select(static part => part.Usd))} in {parts.Count - top.Count} more"] : Array.Empty<string>(),
            ],
            Buttons = [.. top.Where(static part => part.Id is not null).Select(static part => new NoteButton(OwnerWords.Mine(part.What), $"/owner claim {part.Id}"))],
            Footer = estimated > Usd.Zero ? [$"{estimated} of it is estimated, not billed yet"] : [],
        };
    }

    private static Usd Sum(IEnumerable<Usd> amounts) => amounts.Aggregate(Usd.Zero, static (total, amount) => total + amount);

    private sealed record Part(AccountOptions Account, Scope Scope, string What, string? Id, Usd Usd, Usd Estimated);
}
