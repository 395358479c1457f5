using System.CommandLine;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>backup FILE</c> and <c>restore FILE</c>.</summary>
internal static class BackupVerb
{
    public static Command CreateBackup(BotProcess process)
    {
        var file = new Argument<string>("file") { Description = "The file to write; it must not exist yet." };
        var command = new Command("backup", "Copy the database while the bot runs, and check the copy.") { file };
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, settings => BotServices.UseAsync(
            process,
            settings,
            LogLevel.Warning,
            async services =>
            {
                string path = Path.GetFullPath(parsed.GetValue(file)!, process.CurrentDirectory);
                if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
                {
                    throw new StorageException(StorageFault.Input, $"The folder {folder} does not exist; create it, or name another file.");
                }

                await services.GetRequiredService<ILedgerStorage>().BackupAsync(path, cancellationToken);
                await process.Out.WriteLineAsync($"Backed up to {path} and checked.");

                return ExitCode.Done;
            },
            cancellationToken)));

        return command;
    }

    public static Command CreateRestore(BotProcess process)
    {
        var file = new Argument<string>("file") { Description = "A file that backup wrote." };
        var command = new Command("restore", "Check a backup and put it in the database's place; the bot must be stopped.") { file };
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, async settings =>
        {
            string path = Path.GetFullPath(parsed.GetValue(file)!, process.CurrentDirectory);
            if (!File.Exists(path))
            {
                throw new StorageException(StorageFault.Input, $"{path} is not there; name a file that backup wrote.");
            }

            string? aside = await RestoreAsync(StorageLocation.Target(settings).Storage(), path, process.Clock.GetUtcNow(), cancellationToken);
            await process.Out.WriteLineAsync(aside is null ? $"Restored from {path}." : $"Restored from {path}; what was there is kept as {aside}.");

            return ExitCode.Done;
        }));

        return command;
    }

    private static async Task<string?> RestoreAsync(ILedgerStorage storage, string path, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.RestoreAsync(path, now, cancellationToken);
        }
        catch (StorageException exception) when (exception.Fault == StorageFault.NotADatabase)
        {
            throw new StorageException(StorageFault.Input, exception.Message, exception);
        }
    }
}
