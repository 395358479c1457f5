using System.Text;
using Microsoft.Data.Sqlite;
using Spendwall.Bot.Ledger.Requests;
using Spendwall.Bot.Money;
using Spendwall.Bot.Tests.Support;

namespace Spendwall.Bot.Tests.Ledger.Requests;

/// <summary>Request records for tests, and what a database holds of them.</summary>
internal static class Records
{
    public const string Account = "openrouter-main";

    public static readonly DateTimeOffset Monday = new(2026, 11, 16, 0, 0, 0, TimeSpan.Zero);

    public static readonly UtcRange Always = new(Monday.AddDays(-400), Monday.AddDays(400));

    public static RequestRecord Record(string id, double hours = 0, decimal? cost = null) => new()
    {
        Account = Account,
        Id = id,
        Time = Monday.AddHours(hours),
        Cost = cost is { } dollars ? Usd.FromDollars(dollars) : null,
        CostSource = cost is null ? CostSource.NotTold : CostSource.Caller,
        Source = RequestSource.Lines,
        SeenAt = Monday,
    };

    /// <summary>The rule of the sums in the plainest words.</summary>
    public static RequestFigures Sum(IEnumerable<RequestRecord> records)
    {
        var all = records.ToList();
        var priced = all.Where(static record => record.Cost is not null).ToList();

        return new()
        {
            Requests = all.Count,
            Priced = priced.Count,
            Charged = all.Count(static record => record.Cost > Usd.Zero),
            Cost = priced.Count == 0 ? null : new Usd(priced.Sum(static record => record.Cost!.Value.Nanos)),
            UpstreamCost = new Usd(all.Sum(static record => record.UpstreamCost?.Nanos ?? 0)),
            InputTold = all.Count(static record => record.InputTokens is not null),
            InputTokens = all.Any(static record => record.InputTokens is not null) ? all.Sum(static record => record.InputTokens ?? 0) : null,
            CachedTokens = all.Sum(static record => record.CachedTokens ?? 0),
            CacheWriteTokens = all.Sum(static record => record.CacheWriteTokens ?? 0),
            OutputTold = all.Count(static record => record.OutputTokens is not null),
            OutputTokens = all.Any(static record => record.OutputTokens is not null) ? all.Sum(static record => record.OutputTokens ?? 0) : null,
            ReasoningTokens = all.Sum(static record => record.ReasoningTokens ?? 0),
            Accepted = all.Count(static record => record.Accepted == true),
            Rejected = all.Count(static record => record.Accepted == false),
            Rerouted = all.Count(static record => record.Tries > 1),
            FromCache = all.Count(static record => record.FromCache == true),
        };
    }

    /// <summary>Every row of the records and of their sums, with labels in the place of their numbers.</summary>
    public static async Task<string> ContentAsync(TestDatabase database)
    {
        await using var connection = new SqliteConnection(database.ConnectionString);
        await connection.OpenAsync();
        var text = new StringBuilder();
        foreach (string sql in new[]
        {
            "SELECT a.name, s.workflow, s.model_served, r.* FROM requests r JOIN accounts a ON a.id = r.account_id JOIN request_series s ON s.id = r.series_id ORDER BY a.name, request_id, attempt",
            "SELECT a.name, s.workflow, s.model_served, f.* FROM request_facts f JOIN accounts a ON a.id = f.account_id JOIN request_series s ON s.id = f.series_id ORDER BY a.name, hour, s.workflow, s.model_served, outcome, attempt",
            "SELECT a.name, c.* FROM request_costs c JOIN accounts a ON a.id = c.account_id ORDER BY a.name, day, cost_class",
        })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var columns = Enumerable.Range(0, reader.FieldCount).Where(i => reader.GetName(i) is not ("account_id" or "series_id"));
                text.AppendLine(string.Join('|', columns.Select(i => $"{reader.GetName(i)}={reader.GetValue(i)}")));
            }
        }

        return text.ToString();
    }
}
