using System.CommandLine;
using System.Globalization;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Copying;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Verbs;

/// <summary><c>copy FILE</c>: a SQLite ledger into the PostgreSQL of the settings.</summary>
internal static class CopyVerb
{
    public static Command Create(BotProcess process)
    {
        var file = new Argument<string>("file") { Description = "The SQLite database to copy; no bot may run on it." };
        var command = new Command("copy", "Copy a SQLite database into the empty PostgreSQL of the settings, and compare every table.") { file };
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, async settings =>
        {
            var target = StorageLocation.Target(settings);
            if (target.Engine != StorageEngine.Postgres)
            {
                throw new SettingsException([new($"{SpendwallOptions.Section}:Storage:Provider", settings.Options.Storage.Provider, "copy brings a SQLite file into a PostgreSQL; set Postgres and its connection string.")]);
            }

            string path = Path.GetFullPath(parsed.GetValue(file)!, process.CurrentDirectory);
            if (!File.Exists(path))
            {
                throw new StorageException(StorageFault.Input, $"{path} is not there; name the file of the bot's SQLite database.");
            }

            var copied = await new LedgerCopy($"Data Source={path}", target.ConnectionString).RunAsync(
                table => process.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Name}: {table.Rows} rows, {table.Checksum}")), cancellationToken);
            await process.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"Copied {copied.Sum(static table => table.Rows)} rows in {copied.Count} tables from {path}; every table was read back and is the same."));

            return ExitCode.Done;
        }));

        return command;
    }
}
