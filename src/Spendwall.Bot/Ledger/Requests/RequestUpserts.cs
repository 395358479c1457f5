using Spendwall.Bot.Ledger.Sql;
using Spendwall.Bot.Ledger.Usage;

namespace Spendwall.Bot.Ledger.Requests;

/// <summary>
/// Writes records, and of each only what it tells: taking a value out of the JSON parameter is what a row costs most, and
/// half of a record's columns are seldom told. There is a statement for each set of columns.
/// </summary>
internal sealed class RequestUpserts(LedgerContext db, int account) : IAsyncDisposable
{
    /// <summary>Sets of columns beyond which all columns are written: senders that tell something else each time gain nothing.</summary>
    private const int MostStatements = 32;

    private const int Every = (1 << 25) - 1;

    private readonly Dictionary<(int Columns, bool IsNew), JsonBatch> batches = [];

    /// <param name="isNew">There is no row of this identity.</param>
    public async ValueTask AddAsync(RequestRecord record, int series, bool isNew, CancellationToken cancellationToken)
    {
        // What is merged never loses a value, so the columns that are not told hold nothing that would have to go.
        int columns = RequestColumns.Told(record);
        if (!batches.TryGetValue((columns, isNew), out var batch))
        {
            columns = batches.Count < MostStatements ? columns : Every;
            if (!batches.TryGetValue((columns, isNew), out batch))
            {
                batches[(columns, isNew)] = batch = new JsonBatch((await db.CommandAsync(Sql(SqlWords.Of(db), columns, isNew), cancellationToken)).With("@account", account));
            }
        }

        RequestColumns.Write(batch.BeginRow(), record, series, columns);
        await batch.EndRowAsync(cancellationToken);
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var batch in batches.Values)
        {
            await batch.FlushAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var batch in batches.Values)
        {
            await batch.DisposeAsync();
        }
    }

    private static string Sql(SqlWords words, int columns, bool isNew)
    {
        var members = RequestColumns.Members(columns).ToList();
        var names = members.ConvertAll(static column => RequestColumns.Names[column]);
        string insert = $"""
            INSERT INTO requests (account_id, {string.Join(", ", names)})
            SELECT @account, {string.Join(", ", members.Select((column, at) => RequestColumns.Cell(words, column, at)))} {words.From}
            """;

        return isNew ? insert : $"{insert} ON CONFLICT (account_id, request_id, attempt) DO UPDATE SET {string.Join(", ", names.Skip(2).Select(static name => $"{name} = excluded.{name}"))}";
    }
}
