using System.CommandLine;
using Quartz;
using Spendwall.Bot.Host.Cluster;
using Spendwall.Bot.Ledger.Storage;

namespace Spendwall.Bot.Host.Verbs;

/// <summary>
/// <c>migrate</c>: brings the storage to this release before any replica runs on it. A SQLite file is migrated by every
/// start as well; a PostgreSQL only here, with the schedule and its tables, which replicas must not make in a race.
/// </summary>
internal static class MigrateVerb
{
    public static Command Create(BotProcess process)
    {
        var command = new Command("migrate", "Bring the storage to this release's schema; for PostgreSQL before the replicas start.");
        command.SetAction((parsed, cancellationToken) => Verb.RunAsync(process, parsed, async settings =>
        {
            var target = StorageLocation.Target(settings);
            var storage = target.Storage();
            int applied = await storage.MigrateAsync(cancellationToken);
            int? jobs = target.Engine == StorageEngine.Postgres ? await ScheduleAsync(BotHost.Build(settings, process), cancellationToken) : null;
            string state = await storage.DescribeAsync(cancellationToken);
            await process.Out.WriteLineAsync($"{state}: {(applied == 0 ? "nothing to migrate" : $"{applied} migration(s) applied")}{(jobs is { } count ? $", {count} jobs scheduled" : "")}.");

            return ExitCode.Done;
        }));

        return command;
    }

    private static async Task<int> ScheduleAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await using (app)
        {
            int jobs = await app.Services.GetRequiredService<ClusterSchedule>().SyncAsync(cancellationToken);
            await (await app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken)).Shutdown(cancellationToken: cancellationToken);

            return jobs;
        }
    }
}
