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

    /// <summary>Loads the settings, runs <paramref name="action"/>, and never lets an expected failure out as a stack trace.</summary>
    public static async Task<int> RunAsync(BotProcess process, ParseResult parsed, Func<LoadedSettings, Task<int>> action)
    {
        try
        {
            var settings = SettingsLoader.Load(parsed.GetValue(SettingsFile), process.CurrentDirectory, process.Environment, SettingsChecks.Check);
            foreach (string warning in settings.Warnings)
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

    /// <summary>A program that asked for JSON gets its refusal as JSON too.</summary>
    private static Task RefuseAsync(BotProcess process, ParseResult parsed, string kind, string message, string fix) =>
        process.Error.WriteLineAsync(parsed.GetResult(Json) is not null && parsed.GetValue(Json)
            ? AnswerJson.Render(new CommandRun(null, new CommandAnswer.Refused(kind, message, fix)))
            : message);
}
