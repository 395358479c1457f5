using Spendwall.Bot.Configuration;
using Spendwall.Bot.Ledger.Mapping;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host;

/// <summary>The settings that only another layer can judge: the schedule, the storage and the mapping.</summary>
internal static class SettingsChecks
{
    public static void Check(SpendwallOptions options, List<SettingsFault> faults, DateTimeOffset now)
    {
        SummaryCron.Check(options, faults, now);
        var target = new StorageTarget(options.Storage.IsPostgres ? StorageEngine.Postgres : StorageEngine.Sqlite, options.Storage.ConnectionString);
        if (target.Fault is { } fault)
        {
            faults.Add(new($"{SpendwallOptions.Section}:Storage:ConnectionString", options.Storage.ConnectionString, fault));
        }

        for (int i = 0; i < options.Map.Count; i++)
        {
            try
            {
                _ = MapLine.Parse(options.Map[i]);
            }
            catch (FormatException exception)
            {
                faults.Add(new($"{SpendwallOptions.Section}:Map:{i}", options.Map[i], exception.Message));
            }
        }
    }
}
