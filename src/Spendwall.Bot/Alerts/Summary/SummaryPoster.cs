using System.Globalization;
using Spendwall.Bot.Alerts.Outbox;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Deliveries;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>
/// Puts weekly summaries and daily digests into the outbox, each period once for each channel: one message, its details
/// in the thread. When one is due is the cron's to say; asked again, or after a stop, it posts what was not posted yet.
/// </summary>
public sealed class SummaryPoster(SummaryReader reader, DigestReader digests, DeliveryStore deliveries, SpendwallOptions options, AlertSettings settings)
{
    public IReadOnlyList<SummaryPlan> Plans => SummaryPlan.All(options, settings);

    public IReadOnlyList<SummaryPlan> DailyPlans => SummaryPlan.Daily(options, settings);

    /// <summary>More days than these are a gap and no digest.</summary>
    private static readonly TimeSpan MostDays = TimeSpan.FromDays(7);

    /// <param name="lastDue">When a plan fell due last; null: not lately.</param>
    /// <returns>How many channels were given something now.</returns>
    public async Task<int> PostDueAsync(Func<SummaryPlan, DueTime?> lastDue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        int posted = 0;
        foreach (var plan in Plans)
        {
            posted += lastDue(plan) is { } due && await PostAsync(plan, SummaryReader.CompletedWeek(due.At), now, cancellationToken) == Posting.Posted ? 1 : 0;
        }

        foreach (var plan in DailyPlans)
        {
            posted += lastDue(plan) is { } due && await PostDaysAsync(plan, Days(due), now, cancellationToken) ? 1 : 0;
        }

        return posted;
    }

    /// <summary>The last completed week now: where it was posted already, its message gets the figures of now.</summary>
    public async Task<Posting> PostNowAsync(SummaryPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var week = SummaryReader.CompletedWeek(now);
        if (await PostAsync(plan, week, now, cancellationToken) == Posting.Posted)
        {
            return Posting.Posted;
        }

        string subject = WeekKey(plan, week);
        string payload = AlertJson.Write(new AlertPost.Summary(await reader.ReadAsync(week, plan.Accounts, now, cancellationToken)));
        await deliveries.ChangeAsync(
            async (outbox, token) =>
            {
                await outbox.EnqueueAsync(new(subject, plan.Channel, DeliveryKind.Root, "Summary", payload), now, token);

                return true;
            },
            cancellationToken);

        return Posting.Updated;
    }

    private async Task<Posting> PostAsync(SummaryPlan plan, UtcRange week, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string key = WeekKey(plan, week);
        if (await deliveries.AttemptsAsync(key, cancellationToken) > 0)
        {
            return Posting.ThereAlready;
        }

        var summary = await reader.ReadAsync(week, plan.Accounts, now, cancellationToken);
        var root = new DeliveryDraft(key, plan.Channel, DeliveryKind.Root, "Summary", AlertJson.Write(new AlertPost.Summary(summary))) { Key = key };

        return await ClaimAsync(root, SummaryDetails.Of(summary), now, cancellationToken) ? Posting.Posted : Posting.ThereAlready;
    }

    /// <summary>
    /// The UTC days that ended since the digest before: one as a rule, three on a Monday where weekends are left out, and
    /// none or two where a change of the clock moves the schedule over midnight UTC.
    /// </summary>
    internal static UtcRange Days(DueTime due)
    {
        var end = due.At.FloorDay();
        var start = due.Before?.FloorDay() ?? end.AddDays(-1);

        return new(end - start > MostDays ? end - MostDays : start, end);
    }

    private async Task<bool> PostDaysAsync(SummaryPlan plan, UtcRange days, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string key = string.Create(CultureInfo.InvariantCulture, $"daily:{days.End.AddDays(-1):yyyy-MM-dd}:{plan.Channel}");
        if (days.Length == TimeSpan.Zero || await deliveries.AttemptsAsync(key, cancellationToken) > 0)
        {
            return false;
        }

        var digest = await digests.ReadAsync(days, now, cancellationToken);

        return await ClaimAsync(new DeliveryDraft(key, plan.Channel, DeliveryKind.Root, "Daily", AlertJson.Write(digest)) { Key = key }, [], now, cancellationToken);
    }

    /// <summary>All of it or nothing: a kill leaves no message without its thread.</summary>
    private Task<bool> ClaimAsync(DeliveryDraft root, IReadOnlyList<AlertPost.Note> details, DateTimeOffset now, CancellationToken cancellationToken) => deliveries.ChangeAsync(
        async (outbox, token) =>
        {
            if (!await outbox.ClaimAsync(root, now, token))
            {
                return false;
            }

            for (int i = 0; i < details.Count; i++)
            {
                string key = string.Create(CultureInfo.InvariantCulture, $"{root.Key}:{i + 1}");
                await outbox.EnqueueAsync(new(root.Subject, root.Channel, DeliveryKind.Reply, root.Reason, AlertJson.Write(details[i])) { Key = key }, now, token);
            }

            return true;
        },
        cancellationToken);

    private static string WeekKey(SummaryPlan plan, UtcRange week) => string.Create(CultureInfo.InvariantCulture, $"summary:{week.Start:yyyy-MM-dd}:{plan.Channel}");
}

/// <summary>When a schedule fell due last, and the time before that.</summary>
/// <param name="Before">Null: not lately.</param>
public sealed record DueTime(DateTimeOffset At, DateTimeOffset? Before);

/// <summary>What became of a summary that was asked for.</summary>
public enum Posting
{
    Posted,

    /// <summary>It was there, and has the figures of now.</summary>
    Updated,

    /// <summary>It was there, and is as it was.</summary>
    ThereAlready,
}
