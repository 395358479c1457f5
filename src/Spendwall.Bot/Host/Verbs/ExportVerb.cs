using System.CommandLine;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Chat.Exports;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>export --format csv --period 2026-11</c>: what was spent, for finance, on standard output or into a file.</summary>
internal static class ExportVerb
{
    public static Command Create(BotProcess process)
    {
        var format = new Option<string>("--format") { Description = "csv, json or focus (CSV with the columns of FinOps FOCUS 1.2).", HelpName = "FORMAT", DefaultValueFactory = static _ => "csv" };
        format.AcceptOnlyFromAmong([.. ExportFormats.Names]);
        var period = new Option<string>("--period") { Description = $"{PeriodParser.Choices}; this month unless told.", HelpName = "PERIOD", DefaultValueFactory = static _ => "month" };
        var account = new Option<string[]>("--account") { Description = "Only this account; may be given more than once.", HelpName = "NAME" };
        var file = new Option<string?>("--out") { Description = "The file to write; it must not exist yet.", HelpName = "FILE" };
        var command = new Command("export", "Write what was spent, day by day, for other programs.") { format, period, account, file };
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, async settings =>
        {
            var now = process.Clock.GetUtcNow();
            if (PeriodParser.Parse(parsed.GetValue(period)!, now) is not PeriodReading.Found { Period: var span })
            {
                return await RefuseAsync(process, $"'{parsed.GetValue(period)}' is no period that has begun. A period is {PeriodParser.Choices}.");
            }

            var names = parsed.GetValue(account) ?? [];
            var chosen = settings.Options.Accounts.Where(one => names.Length == 0 || names.Contains(one.Name, StringComparer.OrdinalIgnoreCase)).ToList();
            if (names.FirstOrDefault(name => !chosen.Exists(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) is { } unknown)
            {
                return await RefuseAsync(process, $"There is no account '{unknown}'. Accounts: {string.Join(", ", settings.Options.Accounts.Select(static one => one.Name))}.");
            }

            var question = new ExportQuestion(new(new Dictionary<string, string>()), chosen, span.Days, Enum.Parse<ExportFormat>(parsed.GetValue(format)!, ignoreCase: true), now);

            return await BotServices.UseAsync(process, settings, LogLevel.Warning, services => WriteAsync(process, services, question, parsed.GetValue(file), cancellationToken), cancellationToken);
        }));

        return command;
    }

    private static async Task<int> WriteAsync(BotProcess process, IServiceProvider services, ExportQuestion question, string? file, CancellationToken cancellationToken)
    {
        var writer = services.GetRequiredService<ExportWriter>();
        ExportTotals totals;
        if (file is null)
        {
            totals = await writer.WriteAsync(question, process.Out.WriteAsync, cancellationToken);
            await process.Out.FlushAsync(cancellationToken);
        }
        else
        {
            string path = Path.GetFullPath(file, process.CurrentDirectory);
            try
            {
                totals = await ToFileAsync(writer, question, path, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return await RefuseAsync(process, File.Exists(path) ? $"{path} exists already, or cannot be written; name another file." : $"{path} cannot be written: {exception.Message}");
            }
        }

        foreach (string blind in totals.BlindSpots)
        {
            await process.Error.WriteLineAsync($"Blind spot: {blind}");
        }

        string what = question.Format == ExportFormat.Focus
            ? $"FOCUS {FocusRow.Version}: charges only, {Wording.Money(totals.Billed)} of consumption and purchases; {Wording.Money(totals.Estimated)} estimated and not billed is left out."
            : $"{Wording.Number((int)Math.Min(totals.Rows, int.MaxValue), "row")}: {Wording.Money(totals.Billed)} billed, {Wording.Money(totals.Estimated)} estimated.";
        await process.Error.WriteLineAsync(what);

        return ExitCode.Done;
    }

    /// <summary>A reader of the file never sees half of it: it gets its name when it is whole.</summary>
    private static async Task<ExportTotals> ToFileAsync(ExportWriter writer, ExportQuestion question, string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            throw new IOException($"{path} exists already.");
        }

        string part = $"{path}.part";
        try
        {
            ExportTotals totals;
            await using (var text = new StreamWriter(part))
            {
                totals = await writer.WriteAsync(question, text.WriteAsync, cancellationToken);
            }

            File.Move(part, path);

            return totals;
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static async Task<int> RefuseAsync(BotProcess process, string message)
    {
        await process.Error.WriteLineAsync(message);

        return ExitCode.Refused;
    }
}
