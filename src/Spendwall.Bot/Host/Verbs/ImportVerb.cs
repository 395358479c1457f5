using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spendwall.Bot.Attribution.Importing;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Host.Ingest;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>import FILE</c>: request records from a file; a run that was stopped goes on when it is started again.</summary>
internal static class ImportVerb
{
    private static readonly Argument<string> File = new("file") { Description = "Request records: a JSON object a line, or CSV with a header." };

    private static readonly Option<string?> Format = new("--format") { Description = "jsonl or csv; without it the file's ending tells.", HelpName = "jsonl|csv" };

    private static readonly Option<string[]> Map = new("--map") { Description = "A column that is called otherwise, as often as needed.", HelpName = "column=field", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string?> Account = new("--account") { Description = "Whose the records are that do not say so.", HelpName = "NAME" };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Read and judge every line, store nothing." };

    private static readonly Option<bool> FromStart = new("--from-start") { Description = "Read the whole file, even when an earlier run got further." };

    public static Command Create(BotProcess process)
    {
        var command = new Command("import", "Read request records from a file; what is there already is not counted twice.") { File, Format, Map, Account, DryRun, FromStart, Verb.Json };
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, async settings =>
        {
            bool json = parsed.GetValue(Verb.Json);
            var (plan, fault) = Read(process, parsed);
            if (plan is null)
            {
                await Verb.RefuseUsageAsync(process, json ? [Verb.Json.Name] : [], fault!);

                return ExitCode.Settings;
            }

            if (plan.Account is { } name && !settings.Options.Accounts.Any(account => account.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                return await RefuseAsync(process, json, $"There is no account '{ForeignName(name)}'.", $"Name {Wording.AnyOf([.. settings.Options.Accounts.Select(static account => account.Name)])}.");
            }

            return await BotServices.UseAsync(process, settings, LogLevel.Warning, services => RunAsync(process, services, plan, json, cancellationToken), cancellationToken);
        }));

        return command;
    }

    private static async Task<int> RunAsync(BotProcess process, IServiceProvider services, ImportPlan plan, bool json, CancellationToken cancellationToken)
    {
        try
        {
            var bar = new ImportBar(process);
            var outcome = await services.GetRequiredService<RecordImport>().RunAsync(plan, bar.Show, cancellationToken);
            await process.Out.WriteLineAsync(json ? ToJson(plan, outcome).ToJsonString(new JsonSerializerOptions { WriteIndented = true }) : ToText(plan, outcome));

            return outcome.Report.Refused == 0 ? ExitCode.Done : ExitCode.Refused;
        }
        catch (ImportException exception)
        {
            return await RefuseAsync(process, json, exception.Message, "Correct it, then import again.");
        }
    }

    private static (ImportPlan? Plan, string? Fault) Read(BotProcess process, ParseResult parsed)
    {
        string path = Path.GetFullPath(parsed.GetValue(File)!, process.CurrentDirectory);
        ImportFormat format;
        switch ((parsed.GetValue(Format) ?? Path.GetExtension(path).TrimStart('.')).ToLowerInvariant())
        {
            case "jsonl" or "ndjson":
                format = ImportFormat.Jsonl;
                break;
            case "csv" or "tsv":
                format = ImportFormat.Csv;
                break;
            default:
                return (null, "Say what the file is: --format jsonl or --format csv.");
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in parsed.GetValue(Map) ?? [])
        {
            int equals = pair.LastIndexOf('=');
            if (equals <= 0 || !map.TryAdd(pair[..equals], pair[(equals + 1)..]))
            {
                return (null, "--map is column=field, each column once.");
            }
        }

        var plan = new ImportPlan(path, format, map, parsed.GetValue(Account), parsed.GetValue(DryRun), parsed.GetValue(FromStart));

        return plan.UnknownField is { } unknown
            ? (null, $"There is no field '{ForeignName(unknown)}'. {Wording.DidYouMean(Nearest.To(unknown, [.. ImportPlan.Fields]))}".TrimEnd())
            : (plan, null);
    }

    private static string ToText(ImportPlan plan, ImportOutcome outcome)
    {
        var report = outcome.Report;
        var lines = new List<string>();
        if (outcome.ResumedAt > 0)
        {
            lines.Add(Text($"Went on after line {outcome.ResumedAt:N0}, where an earlier run had stopped."));
        }

        lines.Add(plan.DryRun
            ? Text($"{report.Received - report.Refused:N0} records could be read; nothing was stored.")
            : Text($"{report.Stored.Added:N0} new, {report.Stored.Changed:N0} changed, {report.Stored.Known:N0} known already."));
        lines.AddRange(report.Faults.Take(10).Select(static fault => Text($"Line {fault.Line} was refused: {fault.Reason}.")));
        if (report.Refused > 10)
        {
            lines.Add(Text($"{report.Refused:N0} lines were refused in all."));
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static JsonObject ToJson(ImportPlan plan, ImportOutcome outcome)
    {
        var answer = new JsonObject { ["ok"] = outcome.Report.Refused == 0, ["dry_run"] = plan.DryRun, ["resumed_after_line"] = outcome.ResumedAt };
        foreach (var (name, value) in IngestDoor.Describe(outcome.Report))
        {
            answer[name] = value?.DeepClone();
        }

        return answer;
    }

    private static async Task<int> RefuseAsync(BotProcess process, bool json, string message, string fix)
    {
        await process.Error.WriteLineAsync(json ? AnswerJson.Render(new CommandRun(null, new CommandAnswer.Refused("usage", message, fix))) : $"{message}{Environment.NewLine}{fix}");

        return ExitCode.Refused;
    }

    private static string ForeignName(string text) => Chat.ForeignText.Excerpt(text);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A bar that redraws itself on a terminal; a line every tenth otherwise.</summary>
internal sealed class ImportBar(BotProcess process)
{
    private const int Width = 24;

    private int tenth = -1;

    public void Show(ImportProgress progress)
    {
        double share = progress.Total == 0 ? 1 : Math.Min(1, (double)progress.Done / progress.Total);
        if (process.Interactive)
        {
            int filled = (int)(share * Width);
            process.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\rImport [{new string('█', filled)}{new string('░', Width - filled)}] {share:P0}, {progress.Lines:N0} lines\u001b[K{(share >= 1 ? Environment.NewLine : "")}"));
        }
        else if ((int)(share * 10) > tenth)
        {
            tenth = (int)(share * 10);
            process.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Import: {share:P0}, {progress.Lines:N0} lines"));
        }
    }
}
