using System.Globalization;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Deliveries;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>
/// Puts the last completed week's summary into the outbox, once for each channel. When that is due is the cron's to say;
/// asked again, or after a stop, it posts what was not posted yet and nothing twice, and never an older week.
/// </summary>
public sealed class SummaryPoster(SummaryReader reader, DeliveryStore deliveries, SpendwallOptions options, AlertSettings settings)
{
    /// <returns>How many channels were given it now.</returns>
    public async Task<int> PostDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var week = SummaryReader.CompletedWeek(now);
        int posted = 0;
        foreach (var (channel, accounts) in Channels())
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"summary:{week.Start:yyyy-MM-dd}:{channel}");
            string payload = AlertJson.Write(new AlertPost.Summary(await reader.ReadAsync(week, accounts, now, cancellationToken)));
            var draft = new DeliveryDraft(key, channel, DeliveryKind.Root, "Summary", payload) { Key = key };
            if (await deliveries.ChangeAsync((outbox, token) => outbox.ClaimAsync(draft, now, token), cancellationToken))
            {
                posted++;
            }
        }

        return posted;
    }

    /// <summary>The summary's own channels have every account; without them each channel has the accounts that it is told of.</summary>
    private IEnumerable<(string Channel, IReadOnlyCollection<string>? Accounts)> Channels()
    {
        if (options.Summary.Channels.Count > 0)
        {
            return AlertRouter.Route(options.Summary.Channels, options.FallbackChannel, settings.Platforms).Channels.Select(static channel => (channel, (IReadOnlyCollection<string>?)null));
        }

        return options.Accounts
            .SelectMany(account => AlertRouter.Route(account.Channels, options.FallbackChannel, settings.Platforms).Channels.Select(channel => (channel, account.Name)))
            .GroupBy(static pair => pair.channel, static pair => pair.Name, StringComparer.OrdinalIgnoreCase)
            .Select(static group => (group.Key, (IReadOnlyCollection<string>?)group.ToHashSet(StringComparer.Ordinal)));
    }
}
