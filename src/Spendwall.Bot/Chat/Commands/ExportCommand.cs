using System.Text;
using System.Text.Json.Nodes;
using Spendwall.Bot.Chat.Commands.Scopes;
using Spendwall.Bot.Chat.Commands.Times;
using Spendwall.Bot.Chat.Exports;
using Spendwall.Bot.Money;

namespace Spendwall.Bot.Chat.Commands;

/// <summary><c>/export [scope] [period] [format:csv|json|focus]</c>: what was spent as a file; empty: all accounts, this month.</summary>
internal sealed class ExportCommand(ScopeResolver scopes, ExportWriter writer) : IChatCommand
{
    /// <summary>Below what Discord takes as one file (10 MiB), and little enough to keep some until they are shared.</summary>
    private const int MostBytes = 4 << 20;

    public CommandSpec Spec { get; } = new(
        "export",
        "What was spent, day by day, as a file",
        [],
        "[account|provider|@owner|project|key|model] [today|yesterday|week|month|7d|30d|2026-11] [format:csv|json|focus]",
        [new("format", "How it is written", ExportFormats.Names), .. ScopeResolver.Options],
        ["/export 2026-10", "/export openai month format:focus", "/export @dana 30d format:json"],
        ReadOnly: true)
    {
        Words =
        [
            new("scope", "Account, provider, owner, project, key or model; all unless told", WordKind.Scope),
            new("period", "Such as week, month, 30d or 2026-11; this month unless told", WordKind.Period),
        ],
    };

    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken) =>
        PeriodWords.Read(request, "month") switch
        {
            (null, { } refused, _) => refused,
            ({ } period, _, var words) => await scopes.ResolveAsync(words, request.Options, PeriodParser.Words, acceptUnseen: false, cancellationToken) switch
            {
                ScopeReading.Refused refused => refused.Answer,
                ScopeReading.Found { Scope: var scope } when scope["route"] is not null =>
                    new CommandAnswer.Refused("usage", "Routes are a breakdown of the same money and in no export.", "Ask /spend by:route for them."),
                ScopeReading.Found found => await AnswerAsync(request, found, period, cancellationToken),
                _ => throw new InvalidOperationException("A scope is found or refused."),
            },
            _ => throw new InvalidOperationException("A period is found or refused."),
        };

    private async Task<CommandAnswer> AnswerAsync(CommandRequest request, ScopeReading.Found found, Period period, CancellationToken cancellationToken)
    {
        var format = request.Options.TryGetValue("format", out string? name) ? Enum.Parse<ExportFormat>(name, ignoreCase: true) : ExportFormat.Csv;
        var question = new ExportQuestion(found.Scope, found.Accounts, period.Days, format, request.Now);
        string verb = $"export --format {format.Name} --period {period.Name}{string.Concat(found.Accounts.Count == 1 ? [$" --account {found.Accounts[0].Name}"] : Array.Empty<string>())} --out {format.FileName(period.Name)}";
        bool isTerminal = request.Caller.Channel == ChannelAddress.Terminal;
        var (totals, file) = await WriteAsync(question, isTerminal, cancellationToken);
        if (totals is null)
        {
            return new CommandAnswer.Refused("usage", $"That is more than {MostBytes >> 20} MB, too long for a chat.", $"Ask for a shorter period, or run where the bot runs: {verb}");
        }

        string whose = found.Scope.Parts.Count == 0 ? "all accounts" : ForeignText.Clean(found.Scope.Text);
        var blocks = new List<ChatBlock>
        {
            new ChatBlock.Fields([("Rows", Wording.Count(totals.Rows)), ("Billed", Wording.Money(totals.Billed)), ("Estimated", Wording.Money(totals.Estimated))]),
        };
        if (format == ExportFormat.Focus)
        {
            blocks.Add(new ChatBlock.Line($"FOCUS {FocusRow.Version}: charges only. Credits are billed when they are bought, their use is an effective cost, and estimates are left out."));
        }

        if (isTerminal)
        {
            blocks.Add(new ChatBlock.Line("A terminal takes no files; this writes one:"));
            blocks.Add(new ChatBlock.Code(verb));
        }

        var message = new ChatMessage
        {
            Title = $"Export of {whose}, {period.Name} ({format.Name})",
            Blocks = blocks,
            Footer = [Wording.AsOf(totals.AsOf, request.Now), .. totals.BlindSpots],
            File = file is null ? null : new(format.FileName(period.Name), format.ContentType, file),
        };
        var data = new JsonObject
        {
            ["format"] = format.Name,
            ["rows"] = totals.Rows,
            ["billed_usd"] = totals.Billed?.Dollars,
            ["estimated_usd"] = totals.Estimated?.Dollars,
            ["file"] = file is null ? null : format.FileName(period.Name),
            ["run"] = verb,
        };

        return new CommandAnswer.Done(message, new(totals.AsOf, found.Scope.Parts.Count == 0 ? null : found.Scope.Text, period.Range, data, totals.BlindSpots));
    }

    /// <returns>No totals: it is too long. No file: none was wanted.</returns>
    private async Task<(ExportTotals? Totals, byte[]? File)> WriteAsync(ExportQuestion question, bool isTerminal, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        try
        {
            var totals = await writer.WriteAsync(question, WritePartAsync, cancellationToken);

            return (totals, isTerminal ? null : bytes.ToArray());
        }
        catch (ExportTooLongException)
        {
            return (null, null);
        }

        async Task WritePartAsync(string text)
        {
            if (!isTerminal)
            {
                await bytes.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
                if (bytes.Length > MostBytes)
                {
                    throw new ExportTooLongException();
                }
            }
        }
    }

    private sealed class ExportTooLongException : Exception;
}
