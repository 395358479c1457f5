using Spendwall.Bot.Ledger.Sql;
using Spendwall.Bot.Providers;

namespace Spendwall.Bot.Ledger.Usage;

/// <summary>
/// Writes changed buckets, and of each only the figures that changed: taking a value out of the JSON parameter is what an
/// upsert costs most, and a revision seldom changes more than the cost. There is a statement for each set of figures.
/// </summary>
/// <param name="account">The account's number.</param>
internal sealed class BucketUpserts(LedgerContext db, int account, ProviderFact.Usage fact) : IAsyncDisposable
{
    private readonly Dictionary<(FigureSet Figures, bool Revised), JsonBatch> batches = [];

    /// <param name="merged">Has <see cref="MergedBucket.Changed"/>; each bucket once.</param>
    public async ValueTask AddAsync(MergedBucket merged, CancellationToken cancellationToken)
    {
        var key = (merged.Figures, merged.Verdict == MergeVerdict.Revised);
        if (!batches.TryGetValue(key, out var batch))
        {
            batches[key] = batch = await BatchAsync(key.Figures, key.Item2, cancellationToken);
        }

        var json = batch.BeginRow();
        json.WriteNumberValue(merged.Bucket.Start);
        json.WriteNumberValue(merged.Bucket.Series);
        merged.Bucket.Figures.WriteTo(json, merged.Figures);
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

    private async Task<JsonBatch> BatchAsync(FigureSet figures, bool revised, CancellationToken cancellationToken)
    {
        var command = await db.CommandAsync(Sql(SqlWords.Of(db), figures, revised), cancellationToken);

        return new JsonBatch(command.With("@account", account).With("@view", (int)fact.View).With("@seen", fact.ObservedAt.ToUnixTimeMilliseconds()));
    }

    /// <summary>A revision keeps what was said first; a bucket that was still filling has not said it yet.</summary>
    private static string Sql(SqlWords words, FigureSet figures, bool revised)
    {
        var columns = new List<string>();
        var values = new List<string>();
        var set = new List<string>();
        foreach (int i in figures.Members)
        {
            columns.Add(Figures.Columns[i]);
            values.Add(words.Number(2 + values.Count));
            set.Add($"{Figures.Columns[i]} = excluded.{Figures.Columns[i]}");
        }

        if (revised)
        {
            set.AddRange(["revised_at = @seen", "times = buckets.times + 1"]);
        }
        else if (columns.IndexOf(Figures.CostColumn) is >= 0 and int cost)
        {
            columns.Add("first_cost");
            values.Add(values[cost]);
            set.AddRange([
                "first_cost = CASE WHEN buckets.times > 0 THEN buckets.first_cost ELSE excluded.first_cost END",
                "first_seen_at = CASE WHEN buckets.times > 0 THEN buckets.first_seen_at ELSE @seen END",
            ]);
        }

        return $"""
            INSERT INTO buckets (account_id, view, start, series_id, {string.Join(", ", [.. columns, "first_seen_at", "times"])})
            SELECT @account, @view, {words.Number(0)}, {words.Number(1)}, {string.Join(", ", [.. values, "@seen", "0"])} {words.From}
            ON CONFLICT (account_id, view, start, series_id) {(set.Count > 0 ? $"DO UPDATE SET {string.Join(", ", set)}" : "DO NOTHING")}
            """;
    }
}
