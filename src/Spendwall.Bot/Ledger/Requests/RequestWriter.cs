using System.Runtime.InteropServices;
using Spendwall.Bot.Ledger.Sql;
using Spendwall.Bot.Ledger.Usage;

namespace Spendwall.Bot.Ledger.Requests;

/// <summary>
/// Stores records of one account: what is new is written, what is there already is merged and written only when that
/// changed it, and the roll-ups follow in the same transaction.
/// </summary>
internal sealed class RequestWriter(RequestSeries series)
{
    private static readonly EngineSql StoredSql = new(static words => $"""
        SELECT {RequestColumns.Select} FROM {words.TextRows} CROSS JOIN requests r CROSS JOIN request_series s
        WHERE r.account_id = @account AND r.request_id = value AND s.id = r.series_id
        """);

    /// <param name="records">All of one account; one request may be told more than once.</param>
    /// <returns>How many were new and how many changed, and the numbers to remember after the commit.</returns>
    public async Task<(RecordsStored Stored, Dictionary<RequestLabels, int> Series)> StoreAsync(
        LedgerContext db, int account, IReadOnlyCollection<RequestRecord> records, CancellationToken cancellationToken)
    {
        var said = new Dictionary<(string Id, int Attempt), RequestRecord>(records.Count);
        foreach (var record in records)
        {
            ref var one = ref CollectionsMarshal.GetValueRefOrAddDefault(said, (record.Id, record.Attempt), out bool again);
            one = again ? RequestMerge.Merge(one!, record) : record;
        }

        var stored = await StoredAsync(db, account, records.First().Account, said.Keys, cancellationToken);
        var changes = new List<(RequestRecord? Before, RequestRecord After)>(said.Count);
        foreach (var (key, record) in said)
        {
            var before = stored.GetValueOrDefault(key);
            var after = before is null ? record : RequestMerge.Merge(before, record);
            if (before is null || !after.Equals(before))
            {
                changes.Add((before, after));
            }
        }

        var ids = await series.ResolveAsync(db, account, changes.SelectMany(static change => Labels(change)), cancellationToken);
        var facts = new RequestFacts();
        await using (var upserts = new RequestUpserts(db, account))
        {
            foreach (var (before, after) in changes)
            {
                int number = ids[after.Labels];
                if (before is not null)
                {
                    facts.Add(before, ids[before.Labels], -1);
                }

                facts.Add(after, number, 1);
                await upserts.AddAsync(after, number, isNew: before is null, cancellationToken);
            }

            await upserts.FlushAsync(cancellationToken);
        }

        await facts.WriteAsync(db, account, cancellationToken);
        int added = changes.Count(static change => change.Before is null);

        return (new(added, changes.Count - added, records.Count - changes.Count), ids);
    }

    private static IEnumerable<RequestLabels> Labels((RequestRecord? Before, RequestRecord After) change)
    {
        yield return change.After.Labels;
        if (change.Before is { } before)
        {
            yield return before.Labels;
        }
    }

    private static async Task<Dictionary<(string Id, int Attempt), RequestRecord>> StoredAsync(
        LedgerContext db, int account, string name, IEnumerable<(string Id, int Attempt)> keys, CancellationToken cancellationToken)
    {
        string rows = JsonBatch.Values(keys.Select(static key => key.Id).Distinct(StringComparer.Ordinal));
        await using var command = (await db.CommandAsync(StoredSql, cancellationToken)).With("@account", account).With("@rows", rows);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<(string Id, int Attempt), RequestRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var record = RequestColumns.Read(reader, name);
            found[(record.Id, record.Attempt)] = record;
        }

        return found;
    }
}

/// <param name="Known">Said nothing new, or the same twice in one delivery.</param>
public readonly record struct RecordsStored(int Added, int Changed, int Known)
{
    public static RecordsStored operator +(RecordsStored a, RecordsStored b) => new(a.Added + b.Added, a.Changed + b.Changed, a.Known + b.Known);
}
