using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Spendwall.Bot.Attribution.Ingest;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Requests;

namespace Spendwall.Bot.Benchmarks.Ingest;

/// <summary>A day's worth of made-up requests, as programs log them: several workflows, keys, customers, models and routes, with a prompt that must be stepped over.</summary>
internal static class IngestData
{
    public static readonly DateTimeOffset End = new(2026, 9, 30, 0, 0, 0, TimeSpan.Zero);

    private static readonly string Prompt = string.Concat(Enumerable.Repeat("words of a prompt ", 6));

    public static async Task WriteAsync(string path, int rows, CancellationToken cancellationToken)
    {
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        var random = new Random(5);
        for (int i = 0; i < rows; i++)
        {
            var time = End.AddSeconds(-86400.0 * (rows - i) / rows);
            int flow = random.Next(10);
            int model = (flow * 2) + (random.Next(10) == 0 ? 1 : 0);
            await file.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $$"""{"id":"gen-{{time.ToUnixTimeSeconds()}}-{{random.NextInt64():x16}}{{i:x}}","time":"{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}","model":"vendor/model-{{model}}","model_served":"vendor/model-{{model}}","route":"Provider{{random.Next(2)}}","workflow":"flow-{{flow}}","project":"web","key":"key-{{flow % 4}}","customer":"customer-{{random.Next(50)}}","status":{{(random.Next(50) == 0 ? 429 : 200)}},"input_tokens":{{random.Next(100, 9000)}},"cached_tokens":{{random.Next(100)}},"output_tokens":{{random.Next(10, 900)}},"cost":{{random.Next(1, 90000) / 1e7:0.0000000}},"prompt":"{{Prompt}}"}""").AsMemory(),
                cancellationToken);
        }
    }

    /// <summary>The lines of a file in bodies of so many.</summary>
    public static IReadOnlyList<byte[]> Bodies(string path, int lines) =>
        [.. File.ReadLines(path).Chunk(lines).Select(static part => Encoding.UTF8.GetBytes(string.Join('\n', part)))];

    /// <summary>The baseline: rows that are parsed already, into the same table with its indexes, by one prepared statement, some thousand a transaction; no labels, no sums, no look-up.</summary>
    /// <returns>Seconds of the inserting alone.</returns>
    public static async Task<double> RawAsync(string database, string file, CancellationToken cancellationToken)
    {
        var options = new SpendwallOptions { Accounts = [new() { Name = "openrouter-main" }] };
        var judge = new RecordJudge(options, null, RequestSource.Import, End);
        var parser = new RecordLine();
        var draft = new RecordDraft();
        await using var connection = new SqliteConnection($"Data Source={database}");
        await connection.OpenAsync(cancellationToken);
        await using (var pragma = connection.CreateCommand())
        {
            pragma.CommandText = "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;";
            await pragma.ExecuteNonQueryAsync(cancellationToken);
        }

        double seconds = 0;
        foreach (string[] part in File.ReadLines(file).Chunk(RecordBatches.Size))
        {
            var records = part.Select(line => parser.Read(Encoding.UTF8.GetBytes(line), draft) is null ? judge.Judge(draft).Record! : throw new InvalidDataException(line)).ToList();
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await InsertAsync(connection, records, cancellationToken);
            seconds += watch.Elapsed.TotalSeconds;
        }

        return seconds;
    }

    private static async Task InsertAsync(SqliteConnection connection, List<RequestRecord> records, CancellationToken cancellationToken)
    {
        await using var transaction = connection.BeginTransaction();
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        string[] columns = [.. RequestColumns.Names.Except(["cause", "error_code", "parent_id", "accepted", "accepted_at", "cost_at", "upstream_cost", "cache_write_tokens", "reasoning_tokens", "tries", "from_cache", "duration_ms"])];
        command.CommandText = $"INSERT INTO requests (account_id, {string.Join(", ", columns)}) VALUES (1, {string.Join(", ", columns.Select(static name => $"@{name}"))})";
        var parameters = columns.Select(name => command.Parameters.AddWithValue($"@{name}", 0)).ToArray();
        await command.PrepareAsync(cancellationToken);
        foreach (var record in records)
        {
            object?[] values =
            [
                record.Id, record.Attempt, record.Time!.Value.ToUnixTimeMilliseconds(), 1, record.Status, record.InputTokens, record.CachedTokens, record.OutputTokens,
                record.Cost!.Value.Nanos, (int)record.CostSource, record.Fingerprint, (int)record.Source, record.SeenAt.ToUnixTimeMilliseconds(),
            ];
            for (int i = 0; i < parameters.Length; i++)
            {
                parameters[i].Value = values[i] ?? DBNull.Value;
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
