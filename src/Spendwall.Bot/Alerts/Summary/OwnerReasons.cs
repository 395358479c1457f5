using Spendwall.Bot.Alerts.Anomalies;
using Spendwall.Bot.Alerts.Spending;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Governance;
using Spendwall.Bot.Money;
using Spendwall.Bot.Signals.Explanation;

namespace Spendwall.Bot.Alerts.Summary;

/// <summary>Why each owner's week cost another amount than the week before: the change taken apart, the three largest parts in USD.</summary>
public sealed class OwnerReasons(UseReader use)
{
    private const int Most = 3;

    /// <returns>By owner, <see cref="WeekFacts.Nobody"/> for nobody; who is not in it has an account of which one of the weeks is not known.</returns>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadAsync(
        IReadOnlyList<AccountOptions> accounts, UtcRange week, IReadOnlyList<Ownership> ownerships, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = new List<UsageSlice>();
        var after = new List<UsageSlice>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var isUnknown = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var account in accounts)
        {
            bool covers = await use.CoversAsync(account, cancellationToken) >= week.End;
            var late = await SlicesAsync(account, week, ownerships, now, cancellationToken);
            var early = await SlicesAsync(account, new(week.Start.AddDays(-7), week.Start), ownerships, now, cancellationToken);
            if (!covers || early.Count == 0)
            {
                // Without its week before, all of an account's spend would be a rise.
                isUnknown.UnionWith(late.Select(static slice => slice.Owner));
                continue;
            }

            after.AddRange(late);
            before.AddRange(early);
            foreach (var (id, name) in await use.CallerNamesAsync(account, cancellationToken))
            {
                names[id] = name;
            }
        }

        return before.Concat(after).Select(static slice => slice.Owner).Distinct(StringComparer.OrdinalIgnoreCase).Where(owner => !isUnknown.Contains(owner)).ToDictionary(
            static owner => owner,
            owner => (IReadOnlyList<string>)[.. ExplanationWords.Ranked(Explainer.Explain(Of(before, owner), Of(after, owner)), caller => names.GetValueOrDefault(caller, caller)).Take(Most)],
            StringComparer.OrdinalIgnoreCase);
    }

    private async Task<List<UsageSlice>> SlicesAsync(AccountOptions account, UtcRange range, IReadOnlyList<Ownership> ownerships, DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. (await use.SumsAsync(account, range, now, cancellationToken)).Where(static bucket => bucket.Cost is not null)
            .Select(bucket => UseSlices.Of(bucket, ownerships.Find(AccountLines.ScopeOf(account, bucket.Series))?.Owner.Name ?? WeekFacts.Nobody))];

    private static List<UsageSlice> Of(List<UsageSlice> slices, string owner) => slices.FindAll(slice => slice.Owner.Equals(owner, StringComparison.OrdinalIgnoreCase));
}
