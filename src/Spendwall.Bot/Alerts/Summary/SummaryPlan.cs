using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>A channel's weekly summary: when it is due and of which accounts it tells.</summary>
/// <param name="Cron">Quartz, by the clock of <paramref name="TimeZone"/>.</param>
/// <param name="Accounts">Null: all.</param>
public sealed record SummaryPlan(string Channel, string Cron, string TimeZone, IReadOnlyCollection<string>? Accounts)
{
    /// <summary>
    /// The summary's own channels have every account; without them each channel has the accounts that it is told of. A
    /// schedule gives a channel a time of its own, or adds one. Each channel once, as it is reached.
    /// </summary>
    public static IReadOnlyList<SummaryPlan> All(SpendwallOptions options, AlertSettings settings)
    {
        var schedules = options.Summary.Schedules;
        var named = options.Summary.Channels.Count > 0
            ? options.Summary.Channels.Select(static channel => (Channel: channel, Accounts: (IReadOnlyCollection<string>?)null))
            : options.Accounts.SelectMany(static account => (account.Channels.Count > 0 ? account.Channels : [""]).Select(channel => (Channel: channel, account.Name)))
                .GroupBy(static pair => pair.Channel, static pair => pair.Name, StringComparer.OrdinalIgnoreCase)
                .Select(static group => (Channel: group.Key, Accounts: (IReadOnlyCollection<string>?)group.ToHashSet(StringComparer.Ordinal)));
        var all = named.ToList();
        all.AddRange(schedules.Where(schedule => !all.Exists(one => one.Channel.Equals(schedule.Channel, StringComparison.OrdinalIgnoreCase))).Select(static schedule => (schedule.Channel, (IReadOnlyCollection<string>?)null)));

        return [.. all.Select(Plan)
            .GroupBy(static plan => plan.Channel, StringComparer.OrdinalIgnoreCase)
            .Select(static group => group.First() with { Accounts = group.Any(static plan => plan.Accounts is null) ? null : group.SelectMany(static plan => plan.Accounts!).ToHashSet(StringComparer.Ordinal) })];

        SummaryPlan Plan((string Channel, IReadOnlyCollection<string>? Accounts) one)
        {
            var schedule = schedules.FirstOrDefault(schedule => schedule.Channel.Equals(one.Channel, StringComparison.OrdinalIgnoreCase));
            string channel = AlertRouter.Route(one.Channel.Length > 0 ? [one.Channel] : [], settings.Fallback, settings.Platforms).Channels[0];

            return new(channel, schedule?.Cron ?? options.Summary.Cron, schedule?.TimeZone ?? options.Summary.TimeZone, one.Accounts);
        }
    }

    /// <summary>The daily digest's channels, each with every account.</summary>
    public static IReadOnlyList<SummaryPlan> Daily(SpendwallOptions options, AlertSettings settings) =>
        [.. (options.Summary.Daily.Channels.Count == 0 ? [] : AlertRouter.Route(options.Summary.Daily.Channels, settings.Fallback, settings.Platforms).Channels)
            .Select(channel => new SummaryPlan(channel, options.Summary.Daily.Cron, options.Summary.Daily.TimeZone ?? options.Summary.TimeZone, null))];
}
