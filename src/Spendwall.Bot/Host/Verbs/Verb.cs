using System.CommandLine;
using Spendwall.Bot.Chat.Commands;
using Spendwall.Bot.Configuration;

namespace Spendwall.Bot.Host.Verbs;

/// <summary>What every verb does alike: read the settings, say all faults, and turn a failure into its exit code.</summary>
internal static class Verb
{
    public static readonly Option<string?> SettingsFile = new("--settings")
    {
        Description = "The settings file; without it appsettings.json of the current directory, if there is one.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Answer as JSON." };

    /// <summary>
    /// Verbs that only answer: a refusal in JSON is all that a script finds on standard error. Warnings of the settings are
    /// said at start, by <c>poll</c> and by <c>doctor</c>.
    /// </summary>
    private static readonly string[] Answers = ["ask", "doctor", "export", "backup", "restore"];

    /// <summary>Loads the settings, runs <paramref name="action"/>, and never lets an expected failure out as a stack trace.</summary>
    public static async Task<int> RunAsync(BotProcess process, ParseResult parsed, Func<LoadedSettings, Task<int>> action)
    {
        try
        {
            var settings = SettingsLoader.Load(parsed.GetValue(SettingsFile), process.CurrentDirectory, process.Environment, (options, faults) => SettingsChecks.Check(options, faults, process.Clock.GetUtcNow()));
            foreach (string warning in Answers.Contains(parsed.CommandResult.Command.Name) ? [] : settings.Warnings)
            {
                await process.Error.WriteLineAsync($"Warning: {warning}");
            }

            return await action(settings);
        }
        catch (SettingsException exception)
        {
            await RefuseAsync(process, parsed, "settings", exception.Message, "Correct the settings, then ask again.");

            return ExitCode.Settings;
        }
        catch (Ledger.Storage.StorageException exception)
        {
            await RefuseAsync(process, parsed, CommandRunner.StorageKind, exception.Message, "Nothing was changed; ask again after that.");

            // A file that a backup would overwrite, or that is none to restore, is a refused input; the storage itself is well.
            return exception.Fault is Ledger.Storage.StorageFault.Exists or Ledger.Storage.StorageFault.Input ? ExitCode.Refused : ExitCode.Storage;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done;
        }
    }

    /// <summary>The arguments could not be read; whether JSON was asked for, then, is known from the words alone.</summary>
    public static Task RefuseUsageAsync(BotProcess process, IReadOnlyCollection<string> args, string message) =>
        process.Error.WriteLineAsync(args.Contains(Json.Name) ? Refusal("usage", message, "Try --help.") : $"{message}{Environment.NewLine}Try --help.");

    /// <summary>A program that asked for JSON gets its refusal as JSON too.</summary>
    private static Task RefuseAsync(BotProcess process, ParseResult parsed, string kind, string message, string fix) =>
        process.Error.WriteLineAsync(parsed.GetResult(Json) is not null && parsed.GetValue(Json) ? Refusal(kind, message, fix) : message);

    private static string Refusal(string kind, string message, string fix) => AnswerJson.Render(new CommandRun(null, new CommandAnswer.Refused(kind, message, fix)));
}
