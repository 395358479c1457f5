using System.Data.Common;
using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host;

/// <summary>A database file named in the settings is relative to the settings, not to wherever the bot was started.</summary>
internal static class StorageLocation
{
    private static readonly string[] Keys = ["Data Source", "DataSource", "Filename"];

    public static StorageTarget Target(LoadedSettings settings) => settings.Options.Storage.IsPostgres
        ? StorageTarget.Postgres(settings.Options.Storage.ConnectionString)
        : StorageTarget.Sqlite(Sqlite(settings));

    /// <summary>The file of refused request records: beside the database and named after it, with PostgreSQL beside the settings.</summary>
    public static string Quarantine(LoadedSettings settings)
    {
        var builder = new DbConnectionStringBuilder { ConnectionString = settings.Options.Storage.IsPostgres ? "" : Sqlite(settings) };
        string? file = Keys.Select(key => builder.TryGetValue(key, out object? value) ? value as string : null).FirstOrDefault(static value => value is { Length: > 0 } && !value.StartsWith(':'));

        return Path.ChangeExtension(file ?? Path.Combine(settings.BaseDirectory, "spendwall.db"), ".refused.jsonl");
    }

    private static string Sqlite(LoadedSettings settings)
    {
        var builder = new DbConnectionStringBuilder { ConnectionString = settings.Options.Storage.ConnectionString };
        foreach (string key in Keys)
        {
            if (builder.TryGetValue(key, out object? value) && value is string { Length: > 0 } file && !file.StartsWith(':'))
            {
                builder[key] = Path.GetFullPath(file, settings.BaseDirectory);
            }
        }

        return builder.ConnectionString;
    }
}
