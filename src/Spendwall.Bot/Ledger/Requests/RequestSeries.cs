using System.Collections.Concurrent;
using Spendwall.Bot.Ledger.Sql;
using Spendwall.Bot.Ledger.Usage;

namespace Spendwall.Bot.Ledger.Requests;

/// <summary>Gives sets of labels their numbers. What a transaction found is remembered only once it has committed.</summary>
internal sealed class RequestSeries
{
    /// <summary>Customers can be many: beyond this the memory begins anew.</summary>
    private const int Most = 50_000;

    private static readonly string Columns = string.Join(", ", RequestColumns.Labels);

    private static readonly EngineSql InsertSql = new(static words => $"""
        INSERT INTO request_series (account_id, {Columns})
        SELECT @account, {words.Texts(0, RequestColumns.Labels.Count)} {words.From}
        ON CONFLICT (account_id, {Columns}) DO NOTHING
        """);

    /// <summary>The rows come with their place in the question.</summary>
    private static readonly EngineSql FindSql = new(static words => $"""
        SELECT {words.Number(RequestColumns.Labels.Count)}, s.id FROM {words.Rows} CROSS JOIN request_series s
        WHERE s.account_id = @account AND {string.Join(" AND ", RequestColumns.Labels.Select((name, i) => $"s.{name} = {words.Text(i)}"))}
        """);

    private readonly ConcurrentDictionary<(int Account, RequestLabels Labels), int> known = new();

    /// <summary>The number of each set of labels; inserts those that are new.</summary>
    public async Task<Dictionary<RequestLabels, int>> ResolveAsync(LedgerContext db, int account, IEnumerable<RequestLabels> all, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<RequestLabels, int>();
        var missing = new List<RequestLabels>();
        foreach (var labels in all)
        {
            if (ids.TryAdd(labels, 0))
            {
                if (known.TryGetValue((account, labels), out int id))
                {
                    ids[labels] = id;
                }
                else
                {
                    missing.Add(labels);
                }
            }
        }

        if (missing.Count > 0)
        {
            string rows = JsonBatch.Text(missing.Select(static (labels, i) => (labels, i)), static (json, item) =>
            {
                var (labels, i) = item;
                json.WriteStringValue(labels.Project);
                json.WriteStringValue(labels.Workflow);
                json.WriteStringValue(labels.Caller);
                json.WriteStringValue(labels.Customer);
                json.WriteStringValue(labels.ModelRequested);
                json.WriteStringValue(labels.ModelServed);
                json.WriteStringValue(labels.Route);
                json.WriteStringValue(labels.Endpoint);
                json.WriteNumberValue(i);
            });
            await using (var insert = (await db.CommandAsync(InsertSql, cancellationToken)).With("@account", account).With("@rows", rows))
            {
                await insert.ExecuteNonQueryAsync(cancellationToken);
            }

            await using var find = (await db.CommandAsync(FindSql, cancellationToken)).With("@account", account).With("@rows", rows);
            await using var reader = await find.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                ids[missing[reader.GetInt32(0)]] = reader.GetInt32(1);
            }
        }

        return ids;
    }

    /// <summary>To be called after the commit.</summary>
    public void Remember(int account, Dictionary<RequestLabels, int> ids)
    {
        if (known.Count + ids.Count > Most)
        {
            known.Clear();
        }

        foreach (var (labels, id) in ids)
        {
            known[(account, labels)] = id;
        }
    }
}
