using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Spendwall.Bot.Ledger.Sql;
using Spendwall.Bot.Ledger.Usage;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Ledger.Requests;

/// <summary>What changing records change in the roll-ups: the new record's figures are added, the replaced one's taken away.</summary>
internal sealed class RequestFacts
{
    /// <summary>Attempts from this one on are one row.</summary>
    private const int MostAttempts = 10;

    private const long Hour = 3_600_000;

    private const long Day = 24 * Hour;

    /// <summary>In the order of <see cref="Measures"/>.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "requests", "priced", "charged", "cost", "upstream_cost", "input_told", "input_tokens", "cached_tokens", "cache_write_tokens",
        "output_told", "output_tokens", "reasoning_tokens", "accepted", "rejected", "rerouted", "from_cache",
    ];

    private static readonly EngineSql FactSql = new(static words => $"""
        INSERT INTO request_facts (account_id, hour, series_id, outcome, attempt, {string.Join(", ", Columns)})
        SELECT @account, {words.Numbers(0, 4 + Columns.Count)} {words.From}
        ON CONFLICT (account_id, hour, series_id, outcome, attempt) DO UPDATE SET {string.Join(", ", Columns.Select(static name => $"{name} = request_facts.{name} + excluded.{name}"))}
        """);

    private static readonly EngineSql CostSql = new(static words => $"""
        INSERT INTO request_costs (account_id, day, cost_class, requests)
        SELECT @account, {words.Numbers(0, 3)} {words.From}
        ON CONFLICT (account_id, day, cost_class) DO UPDATE SET requests = request_costs.requests + excluded.requests
        """);

    private readonly Dictionary<(long Hour, int Series, int Outcome, int Attempt), Measures> facts = [];
    private readonly Dictionary<(long Day, int Class), long> costs = [];
    private bool takenAway;

    /// <param name="record">Without a time it counts nowhere yet.</param>
    /// <param name="sign">1 or -1.</param>
    public void Add(RequestRecord record, int series, int sign)
    {
        if (record.Time is not { } time)
        {
            return;
        }

        takenAway |= sign < 0;
        long at = time.ToUnixTimeMilliseconds();
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(
            facts, (Floor(at, Hour), series, RequestOutcome.Of(record).Code, Math.Min(record.Attempt, MostAttempts)), out _);
        sum.Add(record, sign);
        if (record.Cost is { } cost)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(costs, (Floor(at, Day), CostClass.Of(cost.Nanos)), out _) += sign;
        }
    }

    public async Task WriteAsync(LedgerContext db, int account, CancellationToken cancellationToken)
    {
        await using (var batch = new JsonBatch((await db.CommandAsync(FactSql, cancellationToken)).With("@account", account)))
        {
            foreach (var ((hour, series, outcome, attempt), sum) in facts)
            {
                if (!sum.IsZero)
                {
                    var json = batch.BeginRow();
                    json.WriteNumberValue(hour);
                    json.WriteNumberValue(series);
                    json.WriteNumberValue(outcome);
                    json.WriteNumberValue(attempt);
                    for (int i = 0; i < Columns.Count; i++)
                    {
                        json.WriteNumberValue(sum[i]);
                    }

                    await batch.EndRowAsync(cancellationToken);
                }
            }

            await batch.FlushAsync(cancellationToken);
        }

        await using (var batch = new JsonBatch((await db.CommandAsync(CostSql, cancellationToken)).With("@account", account)))
        {
            foreach (var ((day, costClass), count) in costs)
            {
                if (count != 0)
                {
                    var json = batch.BeginRow();
                    json.WriteNumberValue(day);
                    json.WriteNumberValue(costClass);
                    json.WriteNumberValue(count);
                    await batch.EndRowAsync(cancellationToken);
                }
            }

            await batch.FlushAsync(cancellationToken);
        }

        if (takenAway)
        {
            await SweepAsync(db, account, cancellationToken);
        }
    }

    /// <summary>A sum over nothing is not there, as if it had never been.</summary>
    private async Task SweepAsync(LedgerContext db, int account, CancellationToken cancellationToken)
    {
        foreach (long hour in facts.Keys.Select(static key => key.Hour).Distinct())
        {
            await using var command = (await db.CommandAsync("DELETE FROM request_facts WHERE account_id = @account AND hour = @hour AND requests = 0", cancellationToken))
                .With("@account", account).With("@hour", hour);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (long day in costs.Keys.Select(static key => key.Day).Distinct())
        {
            await using var command = (await db.CommandAsync("DELETE FROM request_costs WHERE account_id = @account AND day = @day AND requests = 0", cancellationToken))
                .With("@account", account).With("@day", day);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static long Floor(long at, long width) => (at / width * width) - (at % width < 0 ? width : 0);

    /// <summary>The sums, in the order of <see cref="Columns"/>.</summary>
    [InlineArray(16)]
    private struct Measures
    {
        private long first;

        public readonly bool IsZero
        {
            get
            {
                foreach (long sum in this)
                {
                    if (sum != 0)
                    {
                        return false;
                    }
                }

                return true;
            }
        }

        public void Add(RequestRecord record, int sign)
        {
            Add(0, 1, sign);
            Add(1, record.Cost is null ? 0 : 1, sign);
            Add(2, record.Cost > Usd.Zero ? 1 : 0, sign);
            Add(3, record.Cost?.Nanos ?? 0, sign);
            Add(4, record.UpstreamCost?.Nanos ?? 0, sign);
            Add(5, record.InputTokens is null ? 0 : 1, sign);
            Add(6, record.InputTokens ?? 0, sign);
            Add(7, record.CachedTokens ?? 0, sign);
            Add(8, record.CacheWriteTokens ?? 0, sign);
            Add(9, record.OutputTokens is null ? 0 : 1, sign);
            Add(10, record.OutputTokens ?? 0, sign);
            Add(11, record.ReasoningTokens ?? 0, sign);
            Add(12, record.Accepted == true ? 1 : 0, sign);
            Add(13, record.Accepted == false ? 1 : 0, sign);
            Add(14, record.Tries > 1 ? 1 : 0, sign);
            Add(15, record.FromCache == true ? 1 : 0, sign);
        }

        private void Add(int measure, long value, int sign) => this[measure] = checked(this[measure] + (sign * value));
    }
}
