using System.Collections.Concurrent;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Spendwall.Bot.Ledger.Sql;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>Gives dimensions their numbers. What a transaction found is remembered only once it has committed.</summary>
internal sealed class SeriesCatalog
{
    private static readonly EngineSql InsertSql = new(static words => $"""
        INSERT INTO series (account_id, view, project, key, model, route, endpoint)
        SELECT @account, @view, {words.Texts(0, 5)} {words.From}
        ON CONFLICT (account_id, view, project, key, model, route, endpoint) DO NOTHING
        """);

    private readonly ConcurrentDictionary<(int Account, UsageView View), SeriesSet> known = new();

    /// <summary>The number of each bucket's series; inserts the series that are new.</summary>
    /// <returns>Every series of the view, and the numbers in the order of <paramref name="buckets"/>.</returns>
    public async Task<(SeriesSet Set, int[] Ids)> ResolveAsync(
        LedgerContext db, int account, UsageView view, IReadOnlyList<UsageBucket> buckets, CancellationToken cancellationToken)
    {
        // Another process may have added some: series are never deleted, so the count tells.
        int count = await db.Set<SeriesRow>().CountAsync(row => row.AccountId == account && row.View == view, cancellationToken);
        var set = known.GetValueOrDefault((account, view), SeriesSet.Empty);
        if (set.Count != count)
        {
            set = await LoadAsync(db, account, view, cancellationToken);
        }

        int[] ids = new int[buckets.Count];
        var missing = Find(set, buckets, ids);
        if (missing.Count > 0)
        {
            await InsertAsync(db, account, view, missing, cancellationToken);
            set = await LoadAsync(db, account, view, cancellationToken);
            Find(set, buckets, ids);
        }

        return (set, ids);
    }

    /// <summary>To be called after the commit.</summary>
    public void Remember(int account, UsageView view, SeriesSet set) => known[(account, view)] = set;

    private static HashSet<UsageSeries> Find(SeriesSet set, IReadOnlyList<UsageBucket> buckets, int[] ids)
    {
        var missing = new HashSet<UsageSeries>();
        int i = 0;
        foreach (var bucket in buckets)
        {
            if (!set.TryFind(bucket.Series, out ids[i]) && !set.TryFind(Clean(bucket.Series), out ids[i]))
            {
                missing.Add(Clean(bucket.Series));
            }

            i++;
        }

        return missing;
    }

    private static async Task<SeriesSet> LoadAsync(LedgerContext db, int account, UsageView view, CancellationToken cancellationToken)
    {
        var rows = await db.Set<SeriesRow>().AsNoTracking().Where(row => row.AccountId == account && row.View == view).ToListAsync(cancellationToken);

        return new SeriesSet([.. rows.Select(static row => (row.Id, ToSeries(row)))]);
    }

    private static async Task InsertAsync(LedgerContext db, int account, UsageView view, IEnumerable<UsageSeries> missing, CancellationToken cancellationToken)
    {
        var command = await db.CommandAsync(InsertSql, cancellationToken);
        await using var batch = new JsonBatch(command.With("@account", account).With("@view", (int)view));
        foreach (var series in missing)
        {
            var json = batch.BeginRow();
            json.WriteStringValue(series.Project);
            json.WriteStringValue(series.Key);
            json.WriteStringValue(series.Model);
            json.WriteStringValue(series.Route);
            json.WriteStringValue(series.Endpoint);
            await batch.EndRowAsync(cancellationToken);
        }

        await batch.FlushAsync(cancellationToken);
    }

    private static UsageSeries ToSeries(SeriesRow row) =>
        new() { Project = row.Project, Key = row.Key, Model = row.Model, Route = row.Route, Endpoint = row.Endpoint };

    /// <summary>Text as it comes back from every engine: no NUL, no half of a surrogate pair.</summary>
    private static UsageSeries Clean(UsageSeries series) => new()
    {
        Project = Clean(series.Project),
        Key = Clean(series.Key),
        Model = Clean(series.Model),
        Route = Clean(series.Route),
        Endpoint = Clean(series.Endpoint),
    };

    private static string Clean(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\0", "", StringComparison.Ordinal);
}
