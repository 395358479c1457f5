using System.Text;
using System.Text.Json;
using Spendwall.Bot.Alerts.Reconciliation;
using Spendwall.Bot.Chat.Exports;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Signals.Reconciliation;

namespace Spendwall.Bot.Chat.Commands;

/// <summary>What does not match, as a file: a line a record, of an account without ids a line an hour and series.</summary>
internal sealed class ReconcileCsv
{
    public const int MostBytes = 4 << 20;

    private static readonly string[] Header =
    [
        "account", "class", "reason", "id", "attempt", "time", "model", "caller", "told_input_tokens", "charged_input_tokens", "told_output_tokens", "charged_output_tokens",
        "told_usd", "charged_usd", "difference_usd", "requests", "told_requests", "charged_requests",
    ];

    private readonly StringBuilder text = new(CsvText.Line(Header));

    public bool IsTooLong => text.Length > MostBytes;

    public void Add(AccountOptions account, IEnumerable<ReconciledRow> rows)
    {
        foreach (var row in rows.Where(static row => IsWorthALine(row.Class)).TakeWhile(_ => !IsTooLong))
        {
            text.Append(CsvText.Line(
            [
                account.Name, Key(row.Class), ReconcileWords.Reason(account.Provider, row.Class), row.Id, CsvText.Number((long?)row.Local?.Attempt), CsvText.Instant(row.At), row.Model, row.Local?.Caller,
                CsvText.Number(row.Local?.InputTokens), CsvText.Number(row.Charged?.InputTokens), CsvText.Number(row.Local?.OutputTokens), CsvText.Number(row.Charged?.OutputTokens),
                CsvText.Number(row.Local?.Cost), CsvText.Number(row.Charged?.Cost), CsvText.Number(row.Difference), "1", row.Local is null ? "0" : "1", row.Charged is null ? "0" : "1",
            ]));
        }
    }

    public void Add(AccountOptions account, IEnumerable<BucketRow> rows)
    {
        foreach (var row in rows.Where(static row => IsWorthALine(row.Class)).TakeWhile(_ => !IsTooLong))
        {
            var (local, charged) = (row.Cell.Local, row.Cell.Charged);
            text.Append(CsvText.Line(
            [
                account.Name, Key(row.Class), ReconcileWords.Reason(account.Provider, row.Class), null, null, CsvText.Instant(row.Cell.Start), row.Cell.Series.Model,
                row.Cell.Series.Key.Length > 0 ? row.Cell.Series.Key : row.Cell.Series.Project,
                CsvText.Number(local.InputTokens), CsvText.Number(charged.InputTokens), CsvText.Number(local.OutputTokens), CsvText.Number(charged.OutputTokens),
                CsvText.Number(local.Cost), CsvText.Number(charged.Cost), CsvText.Number(row.Difference), CsvText.Number(row.Records), CsvText.Number(local.Requests), CsvText.Number(charged.Requests),
            ]));
        }
    }

    public override string ToString() => text.ToString();

    public static string Key(RecordClass recordClass) => JsonNamingPolicy.SnakeCaseLower.ConvertName(recordClass.ToString());

    private static bool IsWorthALine(RecordClass recordClass) => recordClass is not (RecordClass.Matched or RecordClass.NotCharged);
}
